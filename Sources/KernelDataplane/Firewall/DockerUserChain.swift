/// The rules of a chain `DOCKER-USER` in their order, told apart as far as mdnp cares.
struct DockerUserChain: Hashable, Sendable {
    /// What a rule is.
    enum Rule: Hashable, Sendable {
        /// Accepts what mdnp marked.
        case ours
        /// Ends the chain for every packet: engines up to 28 put it last, and nothing behind it is ever reached.
        case returning
        /// A rule of the host's users.
        case other
    }

    var rules: [Rule]

    /// The places of mdnp's rule, from 0; there may be more after somebody restored a file twice.
    var ours: [Int] { rules.indices.filter { rules[$0] == .ours } }

    /// Before which rule mdnp's belongs: behind the users', who have the first word, and before the end.
    var place: Int { rules.firstIndex(of: .returning) ?? rules.count }

    /// Whether mdnp's rule is there, once, and where it belongs.
    var isOpen: Bool { ours == [place - 1] }

    /// Whether something must change for the rule to be there, or not to be.
    func differs(from isOpen: Bool) -> Bool {
        isOpen ? !self.isOpen : !ours.isEmpty
    }
}
