// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp explain`, which traces traffic from one end to another.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show whether traffic can flow between two endpoints, and what allows or blocks it.",
        usage: "mdnp explain <source> <target> <options>",
        discussion: """
            Name a container, the beginning of an endpoint id, an address, "host", "localhost" (the loopback addresses of the host), or "outside" for any machine on the \
            Internet; the destination may have a port: web:80, 10.1.0.2:53/udp, [fd00::2]:443. Exits with 0 if IPv4 or IPv6 traffic \
            can flow, else with 1. The command does not check whether a program listens.
            """
    )

    @Argument(help: "Start of the traffic.", completion: .list(Self.ends))
    var source: String

    @Argument(help: "Destination of the traffic, with an optional port.", completion: .list(Self.ends))
    var target: String

    @OptionGroup var list: ListOptions

    func run() async throws {
        let hops = try await list.daemon.request { client throws(AdminError) in
            try await client.explanation(from: source, to: target)
        }
        let blockingHops = Dictionary(grouping: hops, by: \.family).mapValues { $0.first { !$0.isAllowed } }
        let isReached = blockingHops.values.contains { $0 == nil }
        switch list.format {
        case .json: try OutputFormat.printJSON(hops)
        case .table:
            Table(hops, columns: Self.columns).print()
            print()
            for family in blockingHops.keys.sorted() {
                let lines = verdict(stoppedBy: blockingHops[family] ?? nil, family: family)
                for line in lines { print(line) }
            }
        }
        if !isReached { throw Exit.failed.code }
    }

    /// The names that are no containers.
    private static let ends = ["host", "localhost", "outside"]

    static var columns: [Column<HopSummary>] {
        [
            Column("FAMILY", \.family),
            Column("PLACE", breaking: .spaces, \.hop),
            Column("PASSES", tone: { $0.isAllowed ? .good : .bad }) { $0.isAllowed ? "yes" : "no" },
            Column("WHY", breaking: .spaces, \.reason),
        ]
    }

    private func verdict(stoppedBy blockingHop: HopSummary?, family: String) -> [String] {
        let screen = Screen.standardOutput
        guard let blockingHop else {
            return screen.lines(of: "\(family): \(source) can reach \(target)", tone: .good, indent: 6)
        }
        let reason = "\(blockingHop.hop): \(blockingHop.reason)"
        return screen.lines(
            of: "\(family): \(source) cannot reach \(target): \(reason)",
            tone: .bad,
            indent: 6
        )
    }
}
