// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp explain`, which traces traffic from one party to another.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether one reaches another, and which rule, route or missing thing decides it.",
        usage: "mdnp explain <source> <target> <options>",
        discussion: """
            Each is a container by its name, an endpoint by the beginning of its id, an address, "host", "localhost", or "outside" for \
            any machine on the Internet; the other may name a port: web:80, 10.1.0.2:53/udp, [fd00::2]:443. Exits with 0 if one family \
            leads there, and with 1 if none does. Whether anybody listens is not looked at.
            """
    )

    @Argument(help: "Who talks.", completion: .list(Self.ends))
    var source: String

    @Argument(help: "Who is talked to, and at which port.", completion: .list(Self.ends))
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
                let lines = verdict(stoppedBy: obstacles[family] ?? nil, family: family)
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
            Column("PLACE", breaking: .spaces, \.place),
            Column("PASSES", tone: { $0.passes ? .good : .bad }) { $0.passes ? "yes" : "no" },
            Column("WHY", breaking: .spaces, \.reason),
        ]
    }

    private func verdict(stoppedBy obstacle: HopSummary?, family: String) -> [String] {
        let screen = Screen.standardOutput
        guard let obstacle else {
            return screen.lines(of: "\(family): \(source) reaches \(target)", tone: .good, indent: 6)
        }
        let reason = "\(obstacle.place) \(obstacle.reason)"
        return screen.lines(
            of: "\(family): \(source) does not reach \(target): \(reason)",
            tone: .bad,
            indent: 6
        )
    }
}
