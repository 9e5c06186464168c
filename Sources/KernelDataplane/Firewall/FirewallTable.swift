// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import NetworkModel

/// One of the two tables that are called `mdnp`: its sets, which grow, and the chains of its rules, which do not.
///
/// ``inet`` sees packets, ``bridge`` the frames of bridges: what of a packet only its port tells, and what goes from port to port.
struct FirewallTable {
    /// A chain and its rules, in order.
    struct Chain {
        let chain: NFChain
        let rules: [NFRule]

        init(_ family: NFFamily, name: String, base: NFBaseChain? = nil, rules: [[NFExpression]]) {
            chain = NFChain(family: family, table: FirewallTable.name, name: name, base: base)
            self.rules = rules.map { NFRule(family: family, table: FirewallTable.name, chain: name, expressions: $0) }
        }
    }

    /// A chain by its name.
    static func chain(_ chain: FirewallChain, base: NFBaseChain? = nil, rules: [NFExpression]...) -> Chain {
        Chain(NFFamily(chain.family), name: chain.name, base: base, rules: rules)
    }

    /// The name of both tables.
    static let name = FirewallNames.table

    /// The bit of the packet's mark that says: mdnp allows it.
    ///
    /// What one table accepts another still drops; ``DockerFilter`` lets the mark through.
    static let allowed = FirewallNames.mark

    /// The bits of the packet's mark that say how far the word of users on a packet between two networks has come.
    ///
    /// No packet that mdnp allows has the first of them.
    static let decision: UInt32 = 0xff00_0000
    /// The mark of a packet between two networks that no rule of users has decided.
    static let undecided = FirewallNames.undecidedMark
    /// The mark of such a packet on its way through `DOCKER-USER`, and behind it if a rule of users accepted it (``DockerChains``).
    static let shown = FirewallNames.shownMark

    /// Both tables.
    static var all: [FirewallTable] { [inet, bridge] }

    /// The packets that it sees.
    let family: NFFamily
    /// All chains; those that others lead to come before them.
    let chains: [Chain]

    /// The table itself, empty.
    var table: NFTable { NFTable(family: family, name: Self.name) }

    /// The sets, empty.
    var sets: [NFSet] { SetDefinition.all.filter { $0.family == family }.map(\.set) }
}

extension NFFamily {
    init(_ family: FirewallChain.Family) {
        switch family {
        case .inet: self = .inet
        case .bridge: self = .bridge
        }
    }
}
