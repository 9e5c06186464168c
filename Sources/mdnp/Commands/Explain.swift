// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp explain`, which traces traffic from one end to another.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether one reaches another, and which rule, route or missing thing decides it.",
        discussion: """
            Each is a container by its name, an endpoint by the beginning of its id, an address, "host" or "localhost"; the other may name a \
            port: web:80, 10.1.0.2:53/udp, [fd00::2]:443. Exits with 0 if one family leads there, and with 1 if none does. Whether anybody \
            listens is not looked at.
            """
    )

    @Argument(help: "Who talks.")
    var source: String

    @Argument(help: "Who is talked to, and at which port.")
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
                print("\(family): \(Self.verdict(source, to: target, stoppedBy: blockingHops[family] ?? nil))")
            }
        }
        if !isReached { throw Exit.failed.code }
    }

    static var columns: [Column<HopSummary>] {
        [
            Column("FAMILY", \.family),
            Column("PLACE", \.hop),
            Column("PASSES", tone: { $0.isAllowed ? .good : .bad }) { $0.isAllowed ? "yes" : "no" },
            Column("WHY", \.reason),
        ]
    }

    private static func verdict(_ source: String, to target: String, stoppedBy blockingHop: HopSummary?) -> String {
        let paint = Paint.standardOutput
        guard let blockingHop else { return paint("\(source) reaches \(target)", .good) }
        return paint("\(source) does not reach \(target)", .bad) + paint(": \(blockingHop.hop) \(blockingHop.reason)")
    }
}
