// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp explain`, which traces traffic from one party to another.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show whether traffic can flow between two endpoints, and what allows or blocks it.",
        discussion: """
            Name a container, the beginning of an endpoint id, an address, "host" or "localhost"; the destination may have a \
            port: web:80, 10.1.0.2:53/udp, [fd00::2]:443. Exits with 0 if IPv4 or IPv6 traffic can flow, else with 1. Listening \
            programs are not checked.
            """
    )

    @Argument(help: "Source.")
    var source: String

    @Argument(help: "Destination, with an optional port.")
    var target: String

    @OptionGroup var list: ListOptions

    func run() async throws {
        let passages = try await list.daemon.ask { client throws(AdminError) in
            try await client.explanation(from: source, to: target)
        }
        let obstacles = Dictionary(grouping: passages, by: \.family).mapValues { $0.first { !$0.passes } }
        let isReached = obstacles.values.contains { $0 == nil }
        switch list.format {
        case .json: try OutputFormat.printJSON(passages)
        case .table:
            Table(passages, columns: Self.columns).print()
            print()
            for family in obstacles.keys.sorted() {
                print("\(family): \(Self.verdict(source, to: target, stoppedBy: obstacles[family] ?? nil))")
            }
        }
        if !isReached { throw Exit.failed.code }
    }

    static var columns: [Column<HopSummary>] {
        [
            Column("FAMILY", \.family),
            Column("PLACE", \.place),
            Column("PASSES", tone: { $0.passes ? .good : .bad }) { $0.passes ? "yes" : "no" },
            Column("WHY", \.reason),
        ]
    }

    private static func verdict(_ source: String, to target: String, stoppedBy obstacle: HopSummary?) -> String {
        let paint = Paint.standardOutput
        guard let obstacle else { return paint("\(source) can reach \(target)", .good) }
        return paint("\(source) cannot reach \(target)", .bad) + paint(": \(obstacle.place) \(obstacle.reason)")
    }
}
