// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// The filters of other programs in `iptables-legacy` and `ip6tables-legacy`.
struct LegacyFilters {
    private let namespace: NetworkNamespace?

    init(in namespace: NetworkNamespace?) {
        self.namespace = namespace
    }

    /// The tables that filter forwarded packets, in the order in which packets pass them, and whether they come after the chain with mdnp's mark.
    private static let tables = [("mangle", false), ("filter", true), ("security", true)]

    /// Returns the chain `FORWARD` of each table and family that has one.
    func filters() async throws -> [ForwardFilter] {
        var all: [ForwardFilter] = []
        for family in IPFamily.allCases {
            all += try await namespace.run { try Self.filters(family) }
        }
        return all
    }

    private static func filters(_ family: IPFamily) throws -> [ForwardFilter] {
        let filter = family == .v4 ? XTables.ipv4 : XTables.ipv6
        // Reading a missing table would create it.
        let there = try filter.tables()
        return try tables.filter { there.contains($0.0) }.map { name, isBehindMark in
            let table = LegacyTable(family, table: try filter.table(name))
            let program = family == .v4 ? "iptables-legacy" : "ip6tables-legacy"
            return ForwardFilter(
                .iptables(name == "filter" ? program : "\(program) -t \(name)"),
                packets: [family],
                base: ForwardFilter.Chain(
                    DockerFilterChain.forward.rawValue,
                    translate(table.forward.rules, in: table)
                ),
                chains: table.chains.map { ForwardFilter.Chain($0.name, translate($0.rules, in: table)) },
                dropsTheRest: table.forward.policy == .drop,
                isBehindMark: isBehindMark
            )
        }
    }

    private static func translate(_ rules: [LegacyTable.Entry], in table: LegacyTable) -> [FilterRule] {
        rules.enumerated().compactMap { index, entry in
            guard let verdict = verdict(entry, in: table) else { return nil }
            return FilterRule("rule \(index + 1)", entry.rule.conditions, verdict)
        }
    }

    private static func verdict(_ entry: LegacyTable.Entry, in table: LegacyTable) -> FilterRule.Verdict? {
        switch entry.rule.verdict {
        case .accept: .accept
        case .drop: .drop
        case .return: .return
        case .jump(let target):
            // A rule without a target jumps to the next one.
            target == entry.offset + entry.rule.length
                ? nil
                : table.chains.first { $0.offset == target }.map { entry.rule.isGoto ? .goto($0.name) : .jump($0.name) }
        case nil: entry.rule.target.verdict
        }
    }
}
