import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// `DOCKER-USER` as `iptables-nft` keeps it: a chain of nf_tables, which needs no process to be changed.
///
/// The rule has a form that `iptables` itself prints, saves and restores.
struct NativeDockerFilter: DockerFilterBackend {
    private let tables: NFTables

    init(_ tables: NFTables) {
        self.tables = tables
    }

    func chains(_ family: IPFamily) throws -> DockerChains? {
        try look(family)?.chains
    }

    func bring(_ family: IPFamily, isOpen: Bool) throws {
        // A rule that was listed may be gone before the change: then all is looked at again.
        for _ in 1...5 {
            if try change(family, isOpen: isOpen) { return }
        }
        throw DataplaneError.interrupted("change Docker's filter: its rules changed in each of five attempts")
    }

    /// Answers false if a rule was gone before it could be changed.
    private func change(_ family: IPFamily, isOpen: Bool) throws(NetlinkError) -> Bool {
        guard let (chains, rules) = try look(family) else { return true }
        do throws(NetlinkError) {
            var batch = NFBatch()
            for chain in DockerChains.Chain.allCases where chains.differs(in: chain, from: isOpen) {
                Self.change(chain, of: chains, rules[chain] ?? [], NFFamily(family), isOpen: isOpen, &batch)
            }
            try tables.commit(batch)
            return true
        } catch let error where error.isNotFound {
            return false
        }
    }

    private static func change(
        _ chain: DockerChains.Chain,
        of chains: DockerChains,
        _ rules: [NFRule],
        _ family: NFFamily,
        isOpen: Bool,
        _ batch: inout NFBatch
    ) {
        let ours = Set(chains.ours(in: chain))
        for index in ours { batch.delete(rules[index]) }
        guard isOpen, let place = chains.place(in: chain) else { return }
        var rule = NFRule(family: family, table: DockerFilter.table, chain: chain.rawValue, expressions)
        let others = rules.indices.filter { !ours.contains($0) }
        if place < others.count {
            rule.position = rules[others[place]].handle
            batch.insert(rule)
        } else {
            batch.add(rule)
        }
    }

    /// The chains and their rules in order; nil where there is no `DOCKER-USER`.
    private func look(
        _ family: IPFamily
    ) throws(NetlinkError) -> (chains: DockerChains, rules: [DockerChains.Chain: [NFRule]])? {
        do throws(NetlinkError) {
            let found = try tables.chains(family: NFFamily(family), table: DockerFilter.table)
            guard found.contains(where: { $0.name == DockerChains.Chain.user.rawValue }) else { return nil }
            let forward = found.first { $0.name == DockerChains.Chain.forward.rawValue }
            var rules = [DockerChains.Chain.user: try self.rules(of: .user, family)]
            if forward != nil { rules[.forward] = try self.rules(of: .forward, family) }
            let chains = DockerChains(
                user: (rules[.user] ?? []).map(Self.kind),
                forward: (rules[.forward] ?? []).map(Self.kind),
                dropsTheRest: forward?.base?.policy == .drop
            )
            return (chains, rules)
        } catch let error where error.isNotFound {
            return nil
        }
    }

    private func rules(of chain: DockerChains.Chain, _ family: IPFamily) throws(NetlinkError) -> [NFRule] {
        try tables.rules(family: NFFamily(family), table: DockerFilter.table, chain: chain.rawValue)
    }

    private static var expressions: [NFExpression] {
        matching + [.counter(NFCounter()), .verdict(.accept)]
    }

    private static var matching: [NFExpression] {
        let bit = FirewallTable.allowed.hostBytes
        return [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: bit, xor: [0, 0, 0, 0])),
            .compare(NFCompare(.word(0), .equal, bit)),
        ]
    }

    private static func kind(of rule: NFRule) -> DockerChains.Rule {
        // What iptables makes counts, what others make may not.
        let expressions = rule.expressions.filter { expression in
            if case .counter = expression { false } else { true }
        }
        switch expressions.last {
        case .verdict(.return): return expressions.count == 1 ? .returning : .other
        case .verdict(.jump(DockerChains.Chain.user.rawValue)): return expressions.count == 1 ? .leading : .other
        case .verdict(.accept): return isOwnMatch(expressions.dropLast()) ? .ours : .other
        default: return .other
        }
    }

    /// Whether the rule asks for mdnp's mark and nothing else, be it in the words of nf_tables or, as an older
    /// `iptables-nft` restores it, in those of `xt_mark`.
    private static func isOwnMatch(_ expressions: ArraySlice<NFExpression>) -> Bool {
        if Array(expressions) == matching { return true }
        guard expressions.count == 1, case .other(let match) = expressions.first, match.name == "match" else {
            return false
        }
        let details = match.data.flatMap { XTablesExtension($0) }
        guard let details, details.name == "mark" else { return false }
        return MarkMatch(revision: details.revision, details: details.details) == MarkMatch(mark: FirewallTable.allowed)
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
