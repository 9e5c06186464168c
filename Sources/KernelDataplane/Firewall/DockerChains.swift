// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Docker's filter of a family: the rules for packets that mdnp marked, and for packets between two networks.
///
/// The accepting rule is in `DOCKER-USER`, and in `FORWARD` directly behind the jump to it. A user's RETURN in `DOCKER-USER` ends that
/// chain before the mdnp rule, but not `FORWARD`. After a flush of `FORWARD` (`iptables -F`), there is no jump until Docker starts again.
/// The rule is then at the end of `FORWARD`, whose policy Docker sets to DROP.
///
/// Packets between two networks arrive here undecided (``FirewallTable/undecided``). A rule directly before the jump sends them to an mdnp
/// chain, which passes them to `DOCKER-USER`. A packet that a user's rule accepts there keeps the mark ``FirewallTable/shown``. The chain
/// `between_networks` of table `inet mdnp` admits only that mark. All other packets lose the mark and are dropped; without any one of these rules,
/// all are dropped.
///
///     -A FORWARD -m mark --mark 0x8d000000/0xff000000 -j MDNP-BETWEEN
///     -A FORWARD -j DOCKER-USER
///     -A FORWARD -m mark --mark 0x10000000/0x10000000 -j ACCEPT
///     -A MDNP-BETWEEN -j MARK --set-xmark 0x8e000000/0xff000000
///     -A MDNP-BETWEEN -j DOCKER-USER
///     -A MDNP-BETWEEN -j MARK --set-xmark 0x8d000000/0xff000000
///     -A MDNP-BETWEEN -j DROP
struct DockerChains: Hashable, Sendable {
    /// A chain with mdnp rules.
    typealias Chain = DockerFilterChain

    /// The kind of a rule.
    enum Rule: Hashable, Sendable {
        /// Accepts packets that mdnp marked.
        case ours
        /// Sends undecided packets to the chain that passes them to the users' rules.
        case showing
        /// Sets the bits ``FirewallTable/decision`` of the packet mark to this value.
        case marking(UInt32)
        /// Drops every packet.
        case dropping
        /// Ends the chain for every packet: engines up to 28 append such a rule, and no rule behind it is ever evaluated.
        case returning
        /// Sends every packet to `DOCKER-USER`.
        case leading
        /// Another rule, of Docker or the users.
        case other

        /// A Boolean value that indicates whether the rule is one of mdnp in a foreign chain.
        var isOwn: Bool { self == .ours || self == .showing }
    }

    /// The rules of `DOCKER-USER` in their order.
    var user: [Rule]
    /// The rules of `FORWARD` in their order.
    var forward: [Rule] = []
    /// The rules of the mdnp chain in their order; nil if the chain is missing.
    var between: [Rule]?
    /// A Boolean value that indicates whether the policy of `FORWARD` is DROP.
    var dropsTheRest = false
    /// A Boolean value that indicates whether the kernel supports the rules that set marks.
    var canMark = true

    /// The rules of the mdnp chain.
    static let showing: [Rule] = [
        .marking(FirewallTable.shown), .leading, .marking(FirewallTable.undecided), .dropping,
    ]

    /// A Boolean value that indicates whether an mdnp rule or the mdnp chain exists.
    var hasOurs: Bool { between != nil || (user + forward).contains(where: \.isOwn) }

    /// A Boolean value that indicates whether all mdnp rules are in their places, once each, and in no others.
    var isOpen: Bool { !Chain.allCases.contains { differs(in: $0, from: true) } }

    /// Returns a Boolean value that indicates whether a chain differs from its desired rules.
    func differs(in chain: Chain, from isOpen: Bool) -> Bool {
        rules(of: chain) != wanted(in: chain, isOpen: isOpen)
    }

    /// Returns the chains that must change, in the order of the changes: a chain is added before the rules that jump to it, and deleted
    /// after them.
    func changing(isOpen: Bool) -> [Chain] {
        let all = Chain.allCases.filter { differs(in: $0, from: isOpen) }
        return wanted(in: .between, isOpen: isOpen) == nil ? all.reversed() : all
    }

    /// Returns the rules of a chain; nil if it is missing.
    func rules(of chain: Chain) -> [Rule]? {
        switch chain {
        case .user: user
        case .forward: forward
        case .between: between
        }
    }

    /// Returns the desired rules of a chain; nil for a chain that should not exist.
    ///
    /// In `DOCKER-USER`, all users' rules come first.
    func wanted(in chain: Chain, isOpen: Bool) -> [Rule]? {
        var rules = (rules(of: chain) ?? []).filter { !$0.isOwn }
        switch chain {
        case .user:
            if isOpen { rules.insert(.ours, at: rules.firstIndex(of: .returning) ?? rules.count) }
        case .forward:
            guard isOpen else { return rules }
            if let jump = rules.firstIndex(of: .leading) {
                rules.insert(.ours, at: jump + 1)
                if canMark { rules.insert(.showing, at: jump) }
            } else if dropsTheRest {
                rules.append(.ours)
            }
        case .between:
            return isOpen && canMark && forward.contains(.leading) ? Self.showing : nil
        }
        return rules
    }
}
