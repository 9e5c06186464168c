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
        guard let found = try look(family), found.isDockers else { return nil }
        return found.chains
    }

    func forward(_ family: IPFamily) throws -> (chains: DockerChains, isDockers: Bool)? {
        try look(family).map { ($0.chains, $0.isDockers) }
    }

    func program(_ family: IPFamily) -> String { family == .v4 ? "iptables" : "ip6tables" }

    func bring(_ family: IPFamily, isOpen: Bool) throws {
        // A rule that was listed may be gone before the change: then all is looked at again.
        for _ in 1...5 {
            if try change(family, isOpen: isOpen) { return }
        }
        throw DataplaneError("change Docker's filter: its rules changed in each of five attempts")
    }

    /// Answers false if a rule was gone before it could be changed.
    private func change(_ family: IPFamily, isOpen: Bool) throws(NetlinkError) -> Bool {
        guard let (chains, rules, isDockers) = try look(family), isDockers else { return true }
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
        for index in chains.ours(in: chain) { batch.delete(rules[index]) }
        guard isOpen, let place = chains.place(in: chain) else { return }
        var rule = NFRule(family: family, table: DockerFilter.table, chain: chain.rawValue, expressions)
        if place < rules.count {
            rule.position = rules[place].handle
            batch.insert(rule)
        } else {
            batch.add(rule)
        }
    }

    /// The chains, their rules in order, and whether `DOCKER-USER` is among them; nil where there is neither.
    private func look(
        _ family: IPFamily
    ) throws(NetlinkError) -> (chains: DockerChains, rules: [DockerChains.Chain: [NFRule]], isDockers: Bool)? {
        do throws(NetlinkError) {
            let found = try tables.chains(family: NFFamily(family), table: DockerFilter.table)
            let isDockers = found.contains { $0.name == DockerChains.Chain.user.rawValue }
            let forward = found.first { $0.name == DockerChains.Chain.forward.rawValue }
            guard isDockers || forward != nil else { return nil }
            var rules: [DockerChains.Chain: [NFRule]] = [:]
            if isDockers { rules[.user] = try self.rules(of: .user, family) }
            if forward != nil { rules[.forward] = try self.rules(of: .forward, family) }
            let chains = DockerChains(
                user: (rules[.user] ?? []).map(Self.kind),
                forward: (rules[.forward] ?? []).map(Self.kind),
                dropsTheRest: forward?.base?.policy == .drop
            )
            return (chains, rules, isDockers)
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
        return match.data.flatMap { MarkMatch($0) } == MarkMatch(mark: FirewallTable.allowed)
    }
}

extension MarkMatch {
    /// The match as nf_tables carries it (`NFTA_MATCH_*`); nil for one of another kind.
    fileprivate init?(_ data: Attribute) {
        guard let attributes = try? data.attributes() else { return nil }
        let byType = Dictionary(attributes.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        guard byType[1]?.text == "mark", let revision: UInt32 = try? byType[2]?.bigEndianInteger(),
            let details = byType[3]
        else { return nil }
        self.init(revision: Int(revision), details: details.payload)
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
