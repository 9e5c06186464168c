// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import NetworkModel

/// One of the two tables with the name `mdnp`: its sets, which grow, and its chains, which are constant.
///
/// ``inet`` filters packets, ``bridge`` the frames of bridges: checks that need the port of a frame, and traffic between ports.
struct FirewallTable {
    /// A chain and its rules, in order.
    struct Chain {
        let chain: NFChain
        let rules: [NFRule]

        init(_ family: NFFamily, name: String, comment: String, base: NFBaseChain? = nil, rules: [[NFExpression]]) {
            var chain = NFChain(family: family, table: FirewallTable.name, name: name, base: base)
            chain.comment = comment
            self.chain = chain
            self.rules = rules.map { NFRule(family: family, table: FirewallTable.name, chain: name, expressions: $0) }
        }
    }

    /// Creates a chain with its name, comment and family.
    static func chain(_ chain: FirewallChain, base: NFBaseChain? = nil, rules: [NFExpression]...) -> Chain {
        self.chain(chain, base: base, rules: rules)
    }

    /// Creates a chain with its name, comment and family, from a list of rules.
    static func chain(_ chain: FirewallChain, base: NFBaseChain? = nil, rules: [[NFExpression]]) -> Chain {
        Chain(NFFamily(chain.family), name: chain.name, comment: chain.comment, base: base, rules: rules)
    }

    /// The name of both tables.
    static let name = FirewallNames.table

    /// The bit of the packet mark on allowed packets.
    ///
    /// A later table can drop a packet that an earlier one accepted; ``DockerFilter`` accepts the mark there.
    static let allowed = FirewallNames.mark

    /// The bits of the packet mark for the users' decision on a packet between two networks.
    ///
    /// Packets that mdnp allows never have the first of these bits.
    static let decision: UInt32 = 0xff00_0000
    /// The mark of a packet between two networks without a decision by a user's rule.
    static let undecided = FirewallNames.undecidedMark
    /// The mark of such a packet in `DOCKER-USER`, and behind it if a user's rule accepted the packet (``DockerChains``).
    static let shown = FirewallNames.shownMark

    /// Both tables.
    static var all: [FirewallTable] { [inet, bridge] }

    /// The family of the table's packets.
    let family: NFFamily
    /// One line about the table, for `nft list ruleset`.
    let comment: String
    /// All chains; a chain comes before the chains that jump to it.
    let chains: [Chain]

    /// The table itself, empty.
    var table: NFTable {
        var table = NFTable(family: family, name: Self.name)
        table.comment = comment
        return table
    }

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
