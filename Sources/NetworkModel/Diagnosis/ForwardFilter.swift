public import Addressing

/// The chain `FORWARD` of `iptables`, through which passes what mdnp's own firewall allowed.
public struct ForwardFilter: Hashable, Sendable {
    /// The program that lists it: `iptables`, `ip6tables`, or its legacy variant.
    public let program: String
    /// The family of its packets.
    public let family: IPFamily
    /// Whether it drops what none of its rules decides.
    public var dropsTheRest: Bool
    /// Whether it is led to a rule that accepts what mdnp marks.
    public var acceptsMarked: Bool
    /// Whether frames between two ports of a bridge pass it too (`net.bridge.bridge-nf-call-iptables`).
    public var filtersBridges: Bool

    /// A filter.
    public init(
        program: String,
        family: IPFamily,
        dropsTheRest: Bool,
        acceptsMarked: Bool,
        filtersBridges: Bool = false
    ) {
        self.program = program
        self.family = family
        self.dropsTheRest = dropsTheRest
        self.acceptsMarked = acceptsMarked
        self.filtersBridges = filtersBridges
    }
}
