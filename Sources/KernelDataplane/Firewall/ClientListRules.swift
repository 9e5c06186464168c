// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// What the table `inet mdnp` has of a client list: a set of each family, named after the list's digest, and two chains that packets to
/// restricted ports are led to: those to a container, and those to a port that mdnp relays.
///
///     set allowed_clients4_1f3c… { type ipv4_addr; flags interval; comment "…"; }
///     set allowed_clients6_1f3c… { type ipv6_addr; flags interval; comment "…"; }
///     chain clients_1f3c… {
///         ip saddr @allowed_clients4_1f3c… goto admit
///         ip6 saddr @allowed_clients6_1f3c… goto admit
///         counter drop
///     }
///     chain relay_clients_1f3c… {
///         ip saddr @allowed_clients4_1f3c… accept
///         ip6 saddr @allowed_clients6_1f3c… accept
///         counter drop
///     }
struct ClientListRules: Hashable {
    /// How the names of all chains to containers begin.
    private static let prefix = FirewallNames.clientChainPrefix
    /// How the names of all chains to relayed ports begin.
    private static let relayPrefix = FirewallNames.relayClientChainPrefix

    /// The list.
    let id: ClientListID

    /// What there is of a list.
    init(_ id: ClientListID) {
        self.id = id
    }

    /// What a chain is of, by its name; nil for other chains.
    init?(chain name: String) {
        guard let prefix = [Self.prefix, Self.relayPrefix].first(where: { name.hasPrefix($0) }),
            let id = ClientListID(name.dropFirst(prefix.count))
        else { return nil }
        self.init(id)
    }

    /// What the value of an element leads to; nil for any other value.
    init?(_ value: NFData?) {
        guard case .verdict(.goto(let chain))? = value else { return nil }
        self.init(chain: chain)
    }

    /// What leads to the list on the way to a container.
    var verdict: NFVerdict { .goto(name) }

    /// What leads to the list on the way to a port that mdnp relays.
    var relayVerdict: NFVerdict { .goto(Self.relayPrefix + id.text) }

    /// Both sets, empty.
    var sets: [NFSet] { IPFamily.allCases.map { set(of: $0) } }

    /// The chains and their rules.
    var chains: [FirewallTable.Chain] {
        [chain(name, verdict: .goto(.admit)), chain(Self.relayPrefix + id.text, verdict: .accept)]
    }

    private func chain(_ name: String, verdict: [NFExpression]) -> FirewallTable.Chain {
        FirewallTable.inetChain(
            name,
            rules: .source(.v4) + isIn(.v4) + verdict,
            .source(.v6) + isIn(.v6) + verdict,
            .drop
        )
    }

    /// The set of a family, empty.
    func set(of family: IPFamily) -> NFSet {
        var set = NFSet(
            family: .inet,
            table: FirewallTable.name,
            name: setName(of: family),
            key: [.address(family)],
            flags: .interval
        )
        set.comment = "clients that reach the published ports of this list (publish.allow)"
        return set
    }

    /// Elements of the set of a family.
    func elements(_ ranges: some Sequence<AddressRange>, of family: IPFamily) -> NFElementList {
        let elements = ranges.flatMap { NFElement.range(from: .address($0.first), through: .address($0.last)) }
        return NFElementList(family: .inet, table: FirewallTable.name, set: setName(of: family), elements: elements)
    }

    private var name: String { Self.prefix + id.text }

    private func isIn(_ family: IPFamily) -> [NFExpression] {
        [.lookup(NFLookup(.word(0), in: setName(of: family)))]
    }

    private func setName(of family: IPFamily) -> String {
        (family == .v4 ? "allowed_clients4_" : "allowed_clients6_") + id.text
    }
}

extension NFBatch {
    /// Makes a client list, empty; of one that is there the addresses stay.
    mutating func add(_ list: ClientListRules) {
        for set in list.sets { add(set) }
        for chain in list.chains { replace(chain) }
    }

    /// Makes a chain with its rules, whether it is there or not.
    mutating func replace(_ chain: FirewallTable.Chain) {
        add(chain.chain)
        // Rules are not told from others of the same kind: those that are there go.
        delete(NFRule(family: chain.chain.family, table: chain.chain.table, chain: chain.chain.name, expressions: []))
        for rule in chain.rules { add(rule) }
    }

    /// Takes a client list away; `EBUSY` if an element leads to it.
    mutating func delete(_ list: ClientListRules) {
        for chain in list.chains { delete(chain.chain) }
        for set in list.sets { delete(set) }
    }
}
