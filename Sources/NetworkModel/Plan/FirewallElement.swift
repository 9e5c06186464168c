public import Addressing

/// One thing that the firewall knows: an element of a set or map of its table.
///
/// The rules are constant; what mdnp wants of them is a set of these.
public enum FirewallElement: Hashable, Sendable {
    /// A bridge of mdnp's: what is said of networks holds for it.
    case network(InterfaceName)
    /// A bridge whose containers have no way out by it: an internal network, or one whose gateway is not mdnp.
    case closed(InterfaceName)
    /// A bridge within which containers reach each other.
    case within(InterfaceName)
    /// A bridge whose containers of a family go out under the address of the link they leave by.
    case masqueraded(InterfaceName, IPFamily)
    /// A bridge whose containers go out under this address, of its family.
    case source(InterfaceName, IPAddress)
    /// A bridge of somebody else's, whose containers mdnp's do not reach.
    case foreign(InterfaceName)
}

extension FirewallElement {
    /// All that is said of networks and beside which bridges they are; nothing where there is no network.
    static func all(of networks: [Network], beside foreignBridges: Set<InterfaceName>) -> Set<Self> {
        guard !networks.isEmpty else { return [] }
        return networks.reduce(into: Set(foreignBridges.map { .foreign($0) })) { $0.formUnion(all(of: $1)) }
    }

    private static func all(of network: Network) -> Set<Self> {
        var elements: Set<Self> = [.network(network.bridge)]
        if network.options.icc { elements.insert(.within(network.bridge)) }
        guard network.forwards else { return elements.union([.closed(network.bridge)]) }
        guard network.options.masquerade else { return elements }
        for family in IPFamily.allCases where network.has(family) {
            let source = network.options.sources.first { $0.family == family }
            elements.insert(
                source.map { .source(network.bridge, $0) } ?? .masqueraded(network.bridge, family)
            )
        }
        return elements
    }
}
