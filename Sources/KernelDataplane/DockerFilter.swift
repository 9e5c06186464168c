import Netlink
import NetlinkWire

/// The one rule that mdnp has in a chain of somebody else's: `DOCKER-USER`, which Docker leaves to its users, accepts what mdnp marked.
///
/// Docker sets the policy of `FORWARD` to DROP, and with `bridge-nf-call-iptables` even frames between two ports of one
/// bridge pass it. The rule has the form that `iptables` prints as
/// `-m mark --mark 0x10000000/0x10000000 -j ACCEPT`; it stands behind the rules of the host's users, whose word comes first.
struct DockerFilter {
    private static let families: [NFFamily] = [.ipv4, .ipv6]
    private static let table = "filter"
    private static let chain = "DOCKER-USER"

    private let tables: NFTables

    init(_ tables: NFTables) {
        self.tables = tables
    }

    /// Whether the rule is in every `DOCKER-USER` that there is.
    func isOpen() throws(NetlinkError) -> Bool {
        for family in Self.families {
            if let rules = try rules(family), !rules.contains(where: Self.isOurs) { return false }
        }
        return true
    }

    /// Puts the rule into every `DOCKER-USER` that has it not.
    func open() throws(NetlinkError) {
        for family in Self.families {
            guard let rules = try rules(family), !rules.contains(where: Self.isOurs) else { continue }
            var rule = NFRule(family: family, table: Self.table, chain: Self.chain, Self.expressions)
            var batch = NFBatch()
            // Engines up to 28 end the chain with a RETURN, which nothing behind it gets past.
            if let last = rules.last, Self.isReturn(last) {
                rule.position = last.handle
                batch.insert(rule)
            } else {
                batch.add(rule)
            }
            try tables.commit(batch)
        }
    }

    /// Takes the rule away wherever it is.
    func close() throws(NetlinkError) {
        for family in Self.families {
            var batch = NFBatch()
            for rule in try rules(family) ?? [] where Self.isOurs(rule) { batch.delete(rule) }
            try tables.commit(batch)
        }
    }

    /// The rules of the chain in their order, or nil where there is no such chain.
    private func rules(_ family: NFFamily) throws(NetlinkError) -> [NFRule]? {
        do throws(NetlinkError) {
            let chains = try tables.chains(family: family, table: Self.table)
            guard chains.contains(where: { $0.name == Self.chain }) else { return nil }
            return try tables.rules(family: family, table: Self.table, chain: Self.chain)
        } catch where error.isNotFound {
            return nil
        }
    }

    private static var expressions: [NFExpression] {
        let bit = Firewall.allowed.hostBytes
        return [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: bit, xor: [0, 0, 0, 0])),
            .compare(NFCompare(.word(0), .equal, bit)),
            .counter(NFCounter()),
            .verdict(.accept),
        ]
    }

    private static func isOurs(_ rule: NFRule) -> Bool {
        withoutCounters(rule.expressions) == withoutCounters(expressions)
    }

    private static func isReturn(_ rule: NFRule) -> Bool {
        withoutCounters(rule.expressions) == [.verdict(.return)]
    }

    private static func withoutCounters(_ expressions: [NFExpression]) -> [NFExpression] {
        expressions.filter { expression in
            if case .counter = expression { false } else { true }
        }
    }
}
