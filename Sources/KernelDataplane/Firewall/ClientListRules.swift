// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The objects of a client list in the table `inet mdnp`: a set of each family, and two chains, named after the digest of the list.
///
/// One chain is for packets to containers, the other for packets to relayed ports.
///
///     set allowed_clients4_1f3c… { type ipv4_addr; flags interval; comment "…"; }
///     set allowed_clients6_1f3c… { type ipv6_addr; flags interval; comment "…"; }
///     chain clients_1f3c… {
///         ip saddr @allowed_clients4_1f3c… goto admit_connection
///         ip6 saddr @allowed_clients6_1f3c… goto admit_connection
///         counter drop
///     }
///     chain relay_clients_1f3c… {
///         ip saddr @allowed_clients4_1f3c… accept
///         ip6 saddr @allowed_clients6_1f3c… accept
///         counter drop
///     }
struct ClientListRules: Hashable {
    /// The prefix of the names of chains for containers.
    private static let prefix = FirewallNames.clientChainPrefix
    /// The prefix of the names of chains for relayed ports.
    private static let relayPrefix = FirewallNames.relayClientChainPrefix

    /// The digest of the list.
    let id: ClientListID

    /// Creates the objects of a list.
    init(_ id: ClientListID) {
        self.id = id
    }

    /// Finds the list of a chain by its name; nil for other chains.
    init?(chain name: String) {
        guard let prefix = [Self.prefix, Self.relayPrefix].first(where: { name.hasPrefix($0) }),
            let id = ClientListID(name.dropFirst(prefix.count))
        else { return nil }
        self.init(id)
    }

    /// Finds the list of a verdict in a map; nil for other values.
    init?(_ value: NFData?) {
        guard case .verdict(.goto(let chain))? = value else { return nil }
        self.init(chain: chain)
    }

    /// The verdict that sends packets to a container through the list.
    var verdict: NFVerdict { .goto(name) }

    /// The verdict that sends packets to a relayed port through the list.
    var relayVerdict: NFVerdict { .goto(Self.relayPrefix + id.text) }

    /// Both sets, empty.
    var sets: [NFSet] { IPFamily.allCases.map { set(of: $0) } }

    /// The chains and their rules.
    var chains: [FirewallTable.Chain] {
        [
            chain(name, to: "published ports", verdict: .goto(.admitConnection)),
            chain(Self.relayPrefix + id.text, to: "ports that mdnp relays", verdict: .accept),
        ]
    }

    private func chain(_ name: String, to ports: String, verdict: [NFExpression]) -> FirewallTable.Chain {
        FirewallTable.inetChain(
            name,
            comment: "first packets to \(ports): only clients of this list (publish.allow)",
            rules: .source(.v4) + isIn(.v4) + verdict,
            .source(.v6) + isIn(.v6) + verdict,
            .drop
        )
    }

    /// Returns the set of a family, empty.
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

    /// Returns elements of the set of a family.
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
    /// Adds an empty client list; an existing list keeps its addresses.
    mutating func add(_ list: ClientListRules) {
        for set in list.sets { add(set) }
        for chain in list.chains { replace(chain) }
    }

    /// Adds a chain with its rules, or replaces the rules of an existing one.
    mutating func replace(_ chain: FirewallTable.Chain) {
        add(chain.chain)
        // Rules have no identity: delete all existing ones.
        delete(NFRule(family: chain.chain.family, table: chain.chain.table, chain: chain.chain.name, expressions: []))
        for rule in chain.rules { add(rule) }
    }

    /// Deletes a client list; the kernel returns `EBUSY` if an element refers to it.
    mutating func delete(_ list: ClientListRules) {
        for chain in list.chains { delete(chain.chain) }
        for set in list.sets { delete(set) }
    }
}
