// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Docker's filter of a family, told apart as far as mdnp cares: where packets that mdnp marked are accepted, and where users decide on packets
/// between two networks.
///
/// The rule that accepts stands in `DOCKER-USER`, and in `FORWARD` right behind the jump to it: a RETURN of the users in `DOCKER-USER` ends that
/// chain before mdnp's rule, but nothing else. After a flush of `FORWARD` (`iptables -F`), which Docker sets to drop what no rule decides, there
/// is no jump until Docker starts again: then the rule stands at the end of `FORWARD`.
///
/// What goes between two networks comes here undecided (``FirewallTable/undecided``). A rule right before the jump leads it to a chain of
/// mdnp's, which shows it to `DOCKER-USER`. What a rule of users accepts there leaves with the mark of what was shown, and that alone opens the
/// way (chain `between` of table `inet mdnp`). All else loses the mark again, and is dropped: without any one of these rules the way is closed.
///
///     -A FORWARD -m mark --mark 0x8d000000/0xff000000 -j MDNP-BETWEEN
///     -A FORWARD -j DOCKER-USER
///     -A FORWARD -m mark --mark 0x10000000/0x10000000 -j ACCEPT
///     -A MDNP-BETWEEN -j MARK --set-xmark 0x8e000000/0xff000000
///     -A MDNP-BETWEEN -j DOCKER-USER
///     -A MDNP-BETWEEN -j MARK --set-xmark 0x8d000000/0xff000000
///     -A MDNP-BETWEEN -j DROP
struct DockerChains: Hashable, Sendable {
    /// A chain that rules of mdnp may be in.
    typealias Chain = DockerFilterChain

    /// What a rule is.
    enum Rule: Hashable, Sendable {
        /// Accepts what mdnp marked.
        case ours
        /// Leads what is undecided to the chain that shows it to the users.
        case showing
        /// Gives packets this value of the bits ``FirewallTable/decision``.
        case marking(UInt32)
        /// Drops every packet.
        case dropping
        /// Ends the chain for every packet: engines up to 28 put it last, and nothing behind it is ever reached.
        case returning
        /// Leads every packet to `DOCKER-USER`.
        case leading
        /// Any other: of Docker's, or of the host's users.
        case other

        /// A Boolean value that indicates whether it is mdnp's in a chain that is not.
        var isOwn: Bool { self == .ours || self == .showing }
    }

    /// The rules of `DOCKER-USER` in their order.
    var user: [Rule]
    /// The rules of `FORWARD` in their order.
    var forward: [Rule] = []
    /// The rules of mdnp's own chain in their order; nil where there is none.
    var between: [Rule]?
    /// Whether `FORWARD` drops what none of its rules decides.
    var dropsTheRest = false
    /// A Boolean value that indicates whether the kernel has what rules that mark need.
    var canMark = true

    /// The rules of mdnp's own chain.
    static let showing: [Rule] = [
        .marking(FirewallTable.shown), .leading, .marking(FirewallTable.undecided), .dropping,
    ]

    /// Whether a rule of mdnp, or a chain, is anywhere.
    var hasOurs: Bool { between != nil || (user + forward).contains(where: \.isOwn) }

    /// Whether mdnp's rules are wherever they belong, once, and nowhere else.
    var isOpen: Bool { !Chain.allCases.contains { differs(in: $0, from: true) } }

    /// Whether something must change in a chain for packets to be accepted, or not to be.
    func differs(in chain: Chain, from isOpen: Bool) -> Bool {
        rules(of: chain) != wanted(in: chain, isOpen: isOpen)
    }

    /// The chains in which something must change, in the order of the changes: what leads to a chain comes after it, and goes before it.
    func changing(isOpen: Bool) -> [Chain] {
        let all = Chain.allCases.filter { differs(in: $0, from: isOpen) }
        return wanted(in: .between, isOpen: isOpen) == nil ? all.reversed() : all
    }

    /// The rules of a chain; nil where there is none.
    func rules(of chain: Chain) -> [Rule]? {
        switch chain {
        case .user: user
        case .forward: forward
        case .between: between
        }
    }

    /// The rules of a chain as they should be; nil for a chain that should not be there.
    ///
    /// In `DOCKER-USER` all rules of the users come first.
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
