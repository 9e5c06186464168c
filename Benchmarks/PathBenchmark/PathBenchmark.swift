// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Lab
import Measuring

/// Measures the path of packets by turns in three settings.
///
/// The settings are Docker's bridge on a host without mdnp, Docker's bridge beside mdnp, and an mdnp network.
@main
struct PathBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench path",
        abstract: "Measure how fast containers reach each other, as ratios to Docker on a host without mdnp."
    )

    @Argument(help: "Number of rounds, 1 to 100. One round takes about 20 s.")
    var rounds = 8

    @Option(help: "Docker engine: a version in .build/engines, or the Debian release that packages it.")
    var engine = "28.5"

    @Flag(help: "Print JSON instead of tables.")
    var json = false

    /// All kinds of traffic, in the order of the tables.
    static let traffic: [any Traffic] = [
        PacketTraffic(), RoundTripTraffic(kind: .stream), RoundTripTraffic(kind: .datagram), ConnectionTraffic(),
        BulkTraffic(),
    ]
    private static let duration = Duration.milliseconds(400)

    func validate() throws {
        guard (1...100).contains(rounds) else { throw ValidationError("rounds: \(rounds) is not between 1 and 100") }
    }

    func run() async throws {
        let report = try await Hosts.with(Engine(engine)) { try await measure($0) }
        print(json ? try report.json : report.text)
    }

    private func measure(_ hosts: Hosts) async throws -> PathReport {
        let turns = Turns(settings: Setting.allCases.count)
        var report = PathReport(
            machine: .this,
            engine: engine,
            rounds: rounds,
            seconds: Self.duration / .seconds(1)
        )
        var runs: [Run: [Setting: [[Double]]]] = [:]
        // The first round warms up and does not count.
        for round in 0...rounds {
            report.load.append(Machine.load)
            for run in Run.all {
                // The settings of one kind of traffic are consecutive: the machine changes from second to second.
                for setting in turns.order(ofRound: round).map({ Setting.allCases[$0] }) {
                    guard let path = hosts.paths[setting]?[run.way] else { continue }
                    let values = try await Self.traffic[run.traffic].run(on: path, for: Self.duration)
                    if round > 0 { runs[run, default: [:]][setting, default: []].append(values) }
                }
            }
            FileHandle.standardError.write(Data("round \(round) of \(rounds)\n".utf8))
        }
        report.figures = Run.all.flatMap { run in
            let traffic = Self.traffic[run.traffic]
            return traffic.metrics.enumerated().map { index, metric in
                let values = (runs[run] ?? [:]).mapValues { rounds in rounds.map { $0[index] } }
                return PathReport.Figure(metric, of: traffic.name, on: run.way, values)
            }
        }
        return report
    }
}

/// A kind of traffic on a path.
private struct Run: Hashable {
    let way: Way
    /// The index in ``PathBenchmark/traffic``.
    let traffic: Int

    static var all: [Run] {
        Way.allCases.flatMap { way in PathBenchmark.traffic.indices.map { Run(way: way, traffic: $0) } }
    }
}
