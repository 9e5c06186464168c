/// Docker's filter of a family, told apart as far as mdnp cares: where packets that mdnp marked are accepted.
///
/// The rule stands in `DOCKER-USER`, and in `FORWARD` right behind the jump to it: a RETURN of the users in `DOCKER-USER` ends that chain
/// before mdnp's rule, but nothing else. After a flush of `FORWARD` (`iptables -F`), which Docker sets to drop what no rule decides, there
/// is no jump until Docker starts again: then the rule stands at the end of `FORWARD`.
struct DockerChains: Hashable, Sendable {
    /// A chain that mdnp's rule may be in.
    enum Chain: String, Hashable, Sendable, CaseIterable {
        /// Docker's, left to its users.
        case user = "DOCKER-USER"
        /// The host's.
        case forward = "FORWARD"
    }

    /// What a rule is.
    enum Rule: Hashable, Sendable {
        /// Accepts what mdnp marked.
        case ours
        /// Ends the chain for every packet: engines up to 28 put it last, and nothing behind it is ever reached.
        case returning
        /// Leads every packet to `DOCKER-USER`.
        case leading
        /// Any other: of Docker's, or of the host's users.
        case other
    }

    /// The rules of `DOCKER-USER` in their order.
    var user: [Rule]
    /// The rules of `FORWARD` in their order.
    var forward: [Rule] = []
    /// Whether `FORWARD` drops what none of its rules decides.
    var dropsTheRest = false

    /// The places of mdnp's rule in a chain, from 0; there may be more after somebody restored a file twice.
    func ours(in chain: Chain) -> [Int] {
        let rules = rules(of: chain)
        return rules.indices.filter { rules[$0] == .ours }
    }

    /// The number of other rules of a chain that belong before mdnp's; nil for a chain without it.
    ///
    /// In `DOCKER-USER`: all rules of the users, which come first. In `FORWARD`: all up to the jump to `DOCKER-USER`.
    func place(in chain: Chain) -> Int? {
        let others = rules(of: chain).filter { $0 != .ours }
        switch chain {
        case .user: return others.firstIndex(of: .returning) ?? others.count
        case .forward:
            if let jump = others.firstIndex(of: .leading) { return jump + 1 }
            return dropsTheRest ? others.count : nil
        }
    }

    /// Whether mdnp's rule is anywhere.
    var hasOurs: Bool { (user + forward).contains(.ours) }

    /// Whether mdnp's rule is wherever it belongs, once, and nowhere else.
    var isOpen: Bool { !Chain.allCases.contains { differs(in: $0, from: true) } }

    /// Whether something must change in a chain for packets to be accepted, or not to be.
    func differs(in chain: Chain, from isOpen: Bool) -> Bool {
        guard isOpen, let place = place(in: chain) else { return !ours(in: chain).isEmpty }
        return ours(in: chain) != [place]
    }

    private func rules(of chain: Chain) -> [Rule] {
        switch chain {
        case .user: user
        case .forward: forward
        }
    }
}
