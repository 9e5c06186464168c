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

    func chain(_ family: IPFamily) throws -> DockerUserChain? {
        try rules(family).map { DockerUserChain(rules: $0.map(Self.kind)) }
    }

    func bring(_ family: IPFamily, isOpen: Bool) throws {
        // A rule that was listed may be gone before the change: then all is looked at again.
        for _ in 1...5 {
            if try change(family, isOpen: isOpen) { return }
        }
        throw DataplaneError("change \(DockerFilter.chain): its rules changed in each of five attempts")
    }

    /// Answers false if a rule was gone before it could be changed.
    private func change(_ family: IPFamily, isOpen: Bool) throws(NetlinkError) -> Bool {
        guard let rules = try rules(family) else { return true }
        let chain = DockerUserChain(rules: rules.map(Self.kind))
        guard chain.differs(from: isOpen) else { return true }
        do throws(NetlinkError) {
            try tables.commit(Self.change(chain, rules, NFFamily(family), isOpen: isOpen))
            return true
        } catch let error where error.isNotFound {
            return false
        }
    }

    private static func change(_ chain: DockerUserChain, _ rules: [NFRule], _ family: NFFamily, isOpen: Bool) -> NFBatch
    {
        var batch = NFBatch()
        for index in chain.ours { batch.delete(rules[index]) }
        guard isOpen else { return batch }
        var rule = NFRule(family: family, table: DockerFilter.table, chain: DockerFilter.chain, expressions)
        if chain.place < rules.count {
            rule.position = rules[chain.place].handle
            batch.insert(rule)
        } else {
            batch.add(rule)
        }
        return batch
    }

    /// The rules of the chain in their order, or nil where there is no such chain.
    private func rules(_ family: IPFamily) throws(NetlinkError) -> [NFRule]? {
        do throws(NetlinkError) {
            let chains = try tables.chains(family: NFFamily(family), table: DockerFilter.table)
            guard chains.contains(where: { $0.name == DockerFilter.chain }) else { return nil }
            return try tables.rules(family: NFFamily(family), table: DockerFilter.table, chain: DockerFilter.chain)
        } catch let error where error.isNotFound {
            return nil
        }
    }

    private static var expressions: [NFExpression] {
        matching + [.counter(NFCounter()), .verdict(.accept)]
    }

    private static var matching: [NFExpression] {
        let bit = FirewallRules.allowed.hostBytes
        return [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: bit, xor: [0, 0, 0, 0])),
            .compare(NFCompare(.word(0), .equal, bit)),
        ]
    }

    private static func kind(of rule: NFRule) -> DockerUserChain.Rule {
        // What iptables makes counts, what others make may not.
        let expressions = rule.expressions.filter { expression in
            if case .counter = expression { false } else { true }
        }
        switch expressions.last {
        case .verdict(.return): return expressions.count == 1 ? .returning : .other
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
        return match.data.flatMap { MarkMatch($0) } == MarkMatch(mark: FirewallRules.allowed)
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
