// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A desired kernel object of mdnp: the list of kinds.
public enum Resource: Hashable, Sendable {
    /// The bridge of a network.
    indirect case bridge(BridgeLink)
    /// The veth of an endpoint.
    indirect case veth(VethLink)
    /// An entry of the host neighbor table.
    case neighbor(HostNeighbor)
    /// The tables of the firewall, and the rules in Docker's filter that accept packets with its mark.
    case tables
    /// A firewall element.
    case element(FirewallElement)
    /// A setting of the host itself.
    case setting(HostChange)

    /// The link, if the resource is one.
    public var link: (any LinkResource)? {
        switch self {
        case .bridge(let link): link
        case .veth(let link): link
        case .neighbor, .tables, .element, .setting: nil
        }
    }

    /// The firewall element, if the resource is one.
    public var element: FirewallElement? {
        if case .element(let element) = self { element } else { nil }
    }

    /// A short description of the resource, for log and findings.
    public var subject: String { link?.subject ?? key.subject }

    /// The key of the resource in the kernel.
    public var key: ResourceKey {
        switch self {
        case .bridge(let link): link.key
        case .veth(let link): link.key
        case .neighbor(let neighbor): .neighbor(neighbor)
        case .tables: .tables
        case .element(let element): .element(element)
        case .setting(let change): .setting(change)
        }
    }
}

/// The key for the removal of a resource.
public enum ResourceKey: Hashable, Sendable {
    /// The bridge of a network, by its alias, with all attached ports.
    case bridge(NetworkID)
    /// The veth with a name of its host end; it is retired, and the reaper deletes it.
    case veth(InterfaceName)
    /// An incomplete link, whose creation was interrupted before it got an alias.
    case remnant(InterfaceName)
    /// An entry of the host neighbor table.
    case neighbor(HostNeighbor)
    /// The tables of the firewall with all their elements, and the rules in Docker's filter.
    case tables
    /// A firewall element.
    case element(FirewallElement)
    /// A setting of the host itself: it is restored.
    case setting(HostChange)

    /// A short description of the object.
    public var subject: String {
        switch self {
        case .bridge(let id): "the bridge of network \(id.short)"
        case .veth(let link), .remnant(let link): "link \(link)"
        case .neighbor(let neighbor): "neighbor \(neighbor.address) of link \(neighbor.link)"
        case .tables, .element: "the firewall"
        case .setting(let change): "setting \(change)"
        }
    }

    /// A Boolean value that indicates whether the reaper completes the removal.
    public var isDeferred: Bool {
        if case .veth = self { true } else { false }
    }
}
