// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Measuring
import Testing

@testable import PathBenchmark

/// The arguments and the output of `script/bench path`.
struct PathReportTests {
    /// Returns a report of two rounds with a given ratio of all other settings to the baseline.
    private func report(load: [Double] = [0.5, 1.5]) -> PathReport {
        var report = PathReport(
            machine: Machine(kernel: "6.1", processors: 2, model: "Test"),
            engine: "28.5",
            rounds: 2,
            seconds: 0.4
        )
        report.load = load
        report.figures = Way.allCases.flatMap { way in
            PathBenchmark.traffic.flatMap { traffic in
                traffic.metrics.map { metric in
                    let values: [Setting: [Double]] = [
                        .alone: [10, 20], .again: [10, 20], .beside: [12.5, 25], .mdnp: [8, 16],
                    ]
                    return PathReport.Figure(metric, of: traffic.name, on: way, values)
                }
            }
        }
        return report
    }

    @Test func `the table has a row for each metric on each path`() {
        let text = report().text
        #expect(
            text.hasPrefix(
                """
                Linux 6.1, 2 processors, Test; Docker 28.5
                2 rounds by turns, 0.4 s each; load average 0.5 to 1.5
                Ratios to Docker alone in the same round, above 1 is better: median [quartiles]

                between containers \

                """.trimmingCharacters(in: .newlines)
            )
        )
        let lines = text.split(separator: "\n")
        for way in Way.allCases { #expect(lines.count { $0.hasPrefix(way.rawValue + " ") } == 1) }
        let metrics = PathBenchmark.traffic.flatMap { traffic in traffic.metrics.map { "\(traffic.name), \($0.name)" } }
        #expect(metrics.count == 12)
        for metric in metrics { #expect(lines.count { $0.hasPrefix(metric + " ") } == 2) }
    }

    @Test func `a row shows times and rates in the same direction`() throws {
        let lines = report().text.split(separator: "\n")
        let time = try #require(lines.first { $0.hasPrefix("TCP round trips, µs, p10") })
        #expect(time.contains(" 15.0 "))
        #expect(time.hasSuffix("1.00 [1.00-1.00]    0.80 [0.80-0.80]  1.25 [1.25-1.25]"))
        let rate = try #require(lines.first { $0.hasPrefix("TCP connections, connections/s") })
        #expect(rate.hasSuffix("1.00 [1.00-1.00]    1.25 [1.25-1.25]  0.80 [0.80-0.80]"))
    }

    @Test func `the report names a busy machine`() {
        #expect(!report(load: [0.1, 2]).text.contains("busy"))
        #expect(report(load: [2.1, 0.1]).text.contains("The machine is busy"))
    }

    @Test func `the JSON has the values of each round and the ratios by setting`() throws {
        let report = report()
        let read = try JSONDecoder().decode(PathReport.self, from: Data(try report.json.utf8))
        #expect(read.figures.count == report.figures.count)
        #expect(read.figures.first?.values == report.figures.first?.values)
        #expect(read.figures.first?.ratios == report.figures.first?.ratios)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        let figures = try #require(object["figures"] as? [[String: Any]])
        let values = try #require(figures.first?["values"] as? [String: [Double]])
        #expect(values["Docker beside mdnp"] == [12.5, 25])
    }

    @Test func `eight rounds on engine 28.5 are the default`() throws {
        let command = try PathBenchmark.parse([])
        #expect(command.rounds == 8)
        #expect(command.engine == "28.5")
        #expect(!command.json)
        let other = try PathBenchmark.parse(["12", "--engine", "20.10", "--json"])
        #expect(other.rounds == 12)
        #expect(other.engine == "20.10")
        #expect(other.json)
    }

    @Test(arguments: [["0"], ["-1"], ["101"], ["many"], ["8", "9"], ["--rounds"], ["--engine"]])
    func `other arguments are refused`(arguments: [String]) {
        #expect(throws: (any Error).self) { try PathBenchmark.parse(arguments) }
    }
}
