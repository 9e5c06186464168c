// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel
import Synchronization

/// `DOCKER-USER` of `iptables-nft`: a chain of nf_tables, which changes without a process.
///
/// The rules have the form that `iptables` prints, saves and restores.
final class NativeDockerFilter: DockerFilterBackend {
    private let tables: NFTables
    /// False once the kernel has refused rules that set marks (`xt_mark`) and accepted all others.
    private let canMark = Mutex(true)

    init(_ tables: NFTables) {
        self.tables = tables
    }

    func chains(_ family: IPFamily) throws -> DockerChains? {
        try snapshot(family)?.chains
    }

    func bring(_ family: IPFamily, isOpen: Bool) throws {
        // A listed rule may be gone before the change: read all chains again.
        for _ in 1...5 {
            if try change(family, isOpen: isOpen) { return }
        }
        // Otherwise the kernel lacks an extension: packets between networks then do not pass the users' rules.
        let couldMark = canMark.withLock { canMark in
            defer { canMark = false }
            return canMark
        }
        if couldMark, try change(family, isOpen: isOpen) { return }
        canMark.withLock { $0 = couldMark }
        throw DataplaneError.interrupted(
            "change Docker's filter: other programs changed its rules during each of five attempts"
        )
    }

    /// Returns false if a rule was gone before its change.
    private func change(_ family: IPFamily, isOpen: Bool) throws(NetlinkError) -> Bool {
        guard let (chains, rules) = try snapshot(family) else { return true }
        do throws(NetlinkError) {
            var batch = NFBatch()
            for chain in chains.changing(isOpen: isOpen) {
                let wanted = chains.wanted(in: chain, isOpen: isOpen)
                if chain == .between {
                    Self.replace(chain, with: wanted, family: NFFamily(family), in: &batch)
                } else {
                    Self.change(
                        chain,
                        of: chains,
                        from: rules[chain] ?? [],
                        to: wanted ?? [],
                        family: NFFamily(family),
                        in: &batch
                    )
                }
            }
            try tables.commit(batch)
            return true
        } catch let error where error.isNotFound {
            return false
        }
    }

    /// Adds the mdnp rules to a foreign chain in their places, and deletes others.
    private static func change(
        _ chain: DockerChains.Chain,
        of chains: DockerChains,
        from rules: [NFRule],
        to wanted: [DockerChains.Rule],
        family: NFFamily,
        in batch: inout NFBatch
    ) {
        let kinds = chains.rules(of: chain) ?? []
        for (rule, kind) in zip(rules, kinds) where kind.isOwn { batch.delete(rule) }
        var others = zip(rules, kinds).filter { !$0.1.isOwn }.map(\.0)[...]
        for kind in wanted {
            guard kind.isOwn else {
                others = others.dropFirst()
                continue
            }
            var rule = NFRule(
                family: family,
                table: DockerFilter.table,
                chain: chain.rawValue,
                expressions: expressions(of: kind)
            )
            rule.position = others.first?.handle
            others.isEmpty ? batch.add(rule) : batch.insert(rule)
        }
    }

    /// Replaces the mdnp chain with its desired rules, or deletes it.
    private static func replace(
        _ chain: DockerChains.Chain,
        with wanted: [DockerChains.Rule]?,
        family: NFFamily,
        in batch: inout NFBatch
    ) {
        let own = NFChain(family: family, table: DockerFilter.table, name: chain.rawValue)
        guard let wanted else { return batch.delete(own) }
        batch.add(own)
        batch.delete(NFRule(family: family, table: DockerFilter.table, chain: chain.rawValue, expressions: []))
        for kind in wanted {
            batch.add(
                NFRule(
                    family: family,
                    table: DockerFilter.table,
                    chain: chain.rawValue,
                    expressions: expressions(of: kind)
                )
            )
        }
    }

    /// Returns the chains and their rules in order; nil without a `DOCKER-USER`.
    private func snapshot(
        _ family: IPFamily
    ) throws(NetlinkError) -> (chains: DockerChains, rules: [DockerChains.Chain: [NFRule]])? {
        do throws(NetlinkError) {
            let found = try tables.chains(family: NFFamily(family), table: DockerFilter.table)
            var rules: [DockerChains.Chain: [NFRule]] = [:]
            for chain in DockerChains.Chain.allCases where found.contains(where: { $0.name == chain.rawValue }) {
                rules[chain] = try self.rules(of: chain, family: family)
            }
            guard let user = rules[.user] else { return nil }
            let forward = found.first { $0.name == DockerChains.Chain.forward.rawValue }
            let chains = DockerChains(
                user: user.map(Self.kind),
                forward: (rules[.forward] ?? []).map(Self.kind),
                between: rules[.between]?.map(Self.kind),
                dropsTheRest: forward?.base?.policy == .drop,
                canMark: canMark.withLock { $0 }
            )
            return (chains, rules)
        } catch let error where error.isNotFound {
            return nil
        }
    }

    private func rules(of chain: DockerChains.Chain, family: IPFamily) throws(NetlinkError) -> [NFRule] {
        try tables.rules(family: NFFamily(family), table: DockerFilter.table, chain: chain.rawValue)
    }

    private static func expressions(of kind: DockerChains.Rule) -> [NFExpression] {
        let counter = NFExpression.counter(NFCounter())
        return switch kind {
        case .ours: matching(FirewallTable.allowed, in: FirewallTable.allowed) + [counter, .verdict(.accept)]
        case .showing:
            matching(FirewallTable.undecided, in: FirewallTable.decision)
                + [counter, .verdict(.jump(DockerChains.Chain.between.rawValue))]
        case .marking(let mark): [counter, .other(MarkTarget(mark: mark, mask: FirewallTable.decision).expression)]
        case .dropping: [counter, .verdict(.drop)]
        case .leading: [counter, .verdict(.jump(DockerChains.Chain.user.rawValue))]
        case .returning, .other: []
        }
    }

    private static func matching(_ mark: UInt32, in mask: UInt32) -> [NFExpression] {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: mask.hostBytes, xor: [0, 0, 0, 0])),
            .compare(NFCompare(.word(0), .equal, to: mark.hostBytes)),
        ]
    }

    private static func kind(of rule: NFRule) -> DockerChains.Rule {
        // Ignore counters: `iptables` adds them, other programs may not.
        let expressions = rule.expressions.filter { expression in
            if case .counter = expression { false } else { true }
        }
        let isForAll = expressions.count == 1
        let conditions = expressions.dropLast()
        switch expressions.last {
        case .verdict(.return): return isForAll ? .returning : .other
        case .verdict(.drop): return isForAll ? .dropping : .other
        case .verdict(.jump(DockerChains.Chain.user.rawValue)): return isForAll ? .leading : .other
        case .verdict(.jump(DockerChains.Chain.between.rawValue)):
            return sets(conditions, for: FirewallTable.undecided, in: FirewallTable.decision) ? .showing : .other
        case .verdict(.accept):
            return sets(conditions, for: FirewallTable.allowed, in: FirewallTable.allowed) ? .ours : .other
        case .other(let target) where isForAll && target.name == "target":
            let details = target.data.flatMap { XTablesExtension($0) }
            return details.flatMap { MarkTarget($0) }?.kind ?? .other
        default: return .other
        }
    }

    /// Returns a Boolean value that indicates whether the conditions test a mark and nothing else.
    ///
    /// The test may be one of nf_tables or, as an older `iptables-nft` restores it, one of `xt_mark`.
    private static func sets(_ conditions: ArraySlice<NFExpression>, for mark: UInt32, in mask: UInt32) -> Bool {
        if Array(conditions) == matching(mark, in: mask) { return true }
        guard conditions.count == 1, case .other(let match) = conditions.first, match.name == "match" else {
            return false
        }
        let details = match.data.flatMap { XTablesExtension($0) }
        guard let details, details.name == "mark" else { return false }
        return MarkMatch(revision: details.revision, details: details.details) == MarkMatch(mark: mark, mask: mask)
    }
}

extension NFFamily {
    fileprivate init(_ family: IPFamily) {
        switch family {
        case .v4: self = .ipv4
        case .v6: self = .ipv6
        }
    }
}
