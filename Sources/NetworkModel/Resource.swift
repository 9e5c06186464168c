// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// One thing of mdnp's in the kernel, as it should be: the list of kinds.
public enum Resource: Hashable, Sendable {
    /// The bridge of a network.
    indirect case bridge(BridgeLink)
    /// The veth of an endpoint.
    indirect case veth(VethLink)
    /// An entry of the host's neighbor table.
    case neighbor(HostNeighbor)
    /// The tables of the firewall, and the rules in Docker's filter that let through what they mark.
    case tables
    /// Something that the firewall knows.
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

    /// The element of the firewall, if the resource is one.
    public var element: FirewallElement? {
        if case .element(let element) = self { element } else { nil }
    }

    /// The resource in a few words, for log and findings.
    public var subject: String { link?.subject ?? key.subject }

    /// What the kernel knows it by.
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

/// What a resource is known by when it is to go.
public enum ResourceKey: Hashable, Sendable {
    /// The bridge of a network, by its alias, and whatever is still attached to it.
    case bridge(NetworkID)
    /// The veth whose end on the host has a name; it goes to the reaper.
    case veth(InterfaceName)
    /// A link that was cut off before it got its alias.
    case remnant(InterfaceName)
    /// An entry of the host's neighbor table.
    case neighbor(HostNeighbor)
    /// The tables of the firewall, with all that they know, and the rules in Docker's filter.
    case tables
    /// Something that the firewall knows.
    case element(FirewallElement)
    /// A setting of the host itself: it is set back.
    case setting(HostChange)

    /// What it is in a few words.
    public var subject: String {
        switch self {
        case .bridge(let id): "the bridge of network \(id.short)"
        case .veth(let link), .remnant(let link): "link \(link)"
        case .neighbor(let neighbor): "neighbor \(neighbor.address) of link \(neighbor.link)"
        case .tables, .element: "the firewall"
        case .setting(let change): "setting \(change)"
        }
    }

    /// A Boolean value that indicates whether the reaper finishes the removal.
    public var isDeferred: Bool {
        if case .veth = self { true } else { false }
    }
}
