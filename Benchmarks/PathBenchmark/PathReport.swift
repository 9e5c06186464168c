// SPDX-License-Identifier: Apache-2.0

import Foundation
import Measuring

/// The figures of all rounds, for people and for programs.
struct PathReport: Codable, Sendable {
    /// One metric of one kind of traffic on one path, in all settings.
    struct Figure: Codable, Sendable {
        let way: Way
        let traffic: String
        let metric: Metric
        /// The value of each round.
        let values: [Setting: [Double]]
        /// The ratios to ``Setting/alone``.
        let ratios: [Setting: Ratios]

        init(_ metric: Metric, of traffic: String, on way: Way, _ values: [Setting: [Double]]) {
            self.way = way
            self.traffic = traffic
            self.metric = metric
            self.values = values
            let baseline = values[.alone] ?? []
            ratios = values.filter { $0.key != .alone }
                .mapValues { Ratios(of: $0, to: baseline, better: metric.better) }
        }
    }

    /// The machine.
    let machine: Machine
    /// The engine of all hosts.
    let engine: String
    /// The number of rounds.
    let rounds: Int
    /// The duration of one run in seconds.
    let seconds: Double
    /// The machine's load average at the start of each round.
    var load: [Double] = []
    /// The figures, in the order of the tables.
    var figures: [Figure] = []

    /// A Boolean value that indicates whether the load exceeded the number of processors.
    var isBusy: Bool { (load.max() ?? 0) > Double(machine.processors) }

    /// The figures as JSON.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// The figures as tables, one for each path.
    var text: String {
        let average = [load.min(), load.max()].map { Report.number($0 ?? 0, 1, width: 0) }.joined(separator: " to ")
        let others = Setting.allCases.filter { $0 != .alone }
        var lines = [
            "\(machine.description); Docker \(engine)",
            "\(rounds) rounds by turns, \(Report.number(seconds, 1, width: 0)) s each; load average \(average)",
            "Ratios to Docker alone in the same round, above 1 is better: median [quartiles]",
        ]
        if isBusy { lines.append("The machine is busy: times at p10 hold, all else may be noise.") }
        for way in Way.allCases {
            var table = Table(head: [way.rawValue, Setting.alone.rawValue] + others.map(\.rawValue))
            for figure in figures where figure.way == way {
                let baseline = figure.values[.alone]?.percentile(0.5) ?? 0
                table.append(
                    [
                        "\(figure.traffic), \(figure.metric.name)",
                        Report.number(baseline, figure.metric.digits, width: 0),
                    ] + others.map { figure.ratios[$0]?.summary ?? "-" }
                )
            }
            lines += ["", table.text]
        }
        return lines.joined(separator: "\n")
    }
}
