// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// The filters of other programs in nf_tables, including those of `iptables-nft`.
struct NativeFilters {
    private let tables: NFTables

    init(_ tables: NFTables) {
        self.tables = tables
    }

    /// The priority of the mdnp chain that sets the mark.
    private static var ownPriority: Int32 { -10 }

    private static var families: [NFFamily] { [.inet, .ipv4, .ipv6, .bridge] }

    /// Returns the foreign base chains on the path of forwarded packets and frames.
    func filters() throws(NetlinkError) -> [ForwardFilter] {
        // If the ruleset changes meanwhile, a chain that a rule jumps to may be missing: read all again.
        for _ in 1...5 {
            let before = try tables.generation().id
            let filters = try read()
            if try tables.generation().id == before { return filters }
        }
        return try read()
    }

    private func read() throws(NetlinkError) -> [ForwardFilter] {
        var found: [(priority: Int32, filter: ForwardFilter)] = []
        for table in try tables.tables() where Self.families.contains(table.family) {
            // The kernel evaluates no rules of a dormant table.
            guard table.name != FirewallTable.name, table.flags & 1 == 0 else { continue }
            do throws(NetlinkError) {
                found += try filters(of: table)
            } catch let error where error.isNotFound {}
        }
        return found.sorted { $0.priority < $1.priority }.map(\.filter)
    }

    private func filters(of table: NFTable) throws(NetlinkError) -> [(priority: Int32, filter: ForwardFilter)] {
        let chains = try tables.chains(family: table.family, table: table.name)
        let bases = chains.filter { $0.base?.hook == .forward && $0.base?.type == "filter" }
        guard !bases.isEmpty else { return [] }
        let rules = Dictionary(grouping: try tables.rules(family: table.family, table: table.name), by: \.chain)
        let translation = RuleTranslation(family: table.family, sets: try sets(of: table, usedIn: rules))
        let isOfIPTables = Self.isOfIPTables(table, bases: bases)
        let translated = chains.map { chain in
            let rules = (rules[chain.name] ?? []).enumerated().flatMap { index, rule in
                translation.rules(rule, label: isOfIPTables ? "rule \(index + 1)" : "handle \(rule.handle ?? 0)")
            }
            return ForwardFilter.Chain(chain.name, rules)
        }
        return bases.map { base in
            let priority = base.base?.priority ?? 0
            let filter = ForwardFilter(
                isOfIPTables ? .iptables(Self.program(table)) : .nftables(family: table.family.word, table: table.name),
                packets: table.family.packets,
                frames: table.family == .bridge ? Set(IPFamily.allCases) : [],
                base: translated.first { $0.name == base.name } ?? ForwardFilter.Chain(base.name, []),
                chains: translated,
                dropsTheRest: base.base?.policy == .drop,
                isBehindMark: priority > Self.ownPriority
            )
            return (priority, filter)
        }
    }

    /// Returns the sets and maps that rules use, with their elements.
    private func sets(
        of table: NFTable,
        usedIn rules: [String: [NFRule]]
    ) throws(NetlinkError) -> [String: FilterSet] {
        let used = Set(
            rules.values.joined().flatMap(\.expressions).compactMap { expression in
                if case .lookup(let lookup) = expression { lookup.set } else { nil }
            }
        )
        guard !used.isEmpty else { return [:] }
        var sets: [String: FilterSet] = [:]
        for set in try tables.sets(family: table.family, table: table.name) where used.contains(set.name) {
            let elements = try tables.elements(family: table.family, table: table.name, set: set.name)
            sets[set.name] = FilterSet(set, elements: elements)
        }
        return sets
    }

    /// Returns a Boolean value that indicates whether `iptables` created a table, by its name and the names of its base chains.
    private static func isOfIPTables(_ table: NFTable, bases: [NFChain]) -> Bool {
        (table.family == .ipv4 || table.family == .ipv6) && ["filter", "mangle", "security"].contains(table.name)
            && bases.allSatisfy { $0.name == DockerFilterChain.forward.rawValue }
    }

    private static func program(_ table: NFTable) -> String {
        let program = table.family == .ipv4 ? "iptables" : "ip6tables"
        return table.name == "filter" ? program : "\(program) -t \(table.name)"
    }
}

extension NFFamily {
    /// The name in `nft` syntax.
    fileprivate var word: String {
        switch self {
        case .ipv4: "ip"
        case .ipv6: "ip6"
        default: description
        }
    }

    /// The families of packets that pass the forward hook of the family.
    fileprivate var packets: Set<IPFamily> {
        switch self {
        case .inet: Set(IPFamily.allCases)
        case .ipv4: [.v4]
        case .ipv6: [.v6]
        default: []
        }
    }
}
