// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// One thing that the firewall knows: an element of a set or map of its tables, a client list that elements lead to, or the chains of answers.
///
/// The rules are constant but for these and one chain a client list; what mdnp wants of them is a set of these.
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
    /// A container's address behind a bridge that goes out under an address of the host of its own, of one family.
    case endpointSource(InterfaceName, IPAddress, under: IPAddress)
    /// A bridge of somebody else's, whose containers mdnp's do not reach.
    case foreign(InterfaceName)
    /// A range of addresses behind a bridge: who comes from there to a port that is published from there is answered through the host.
    case subnet(InterfaceName, Prefix)
    /// A bridge whose containers do not reach the host itself.
    case noHostAccess(InterfaceName)
    /// A link of the host whose clients reach the containers behind a bridge directly.
    case trusted(InterfaceName, to: InterfaceName)
    /// A link by which connections come in from elsewhere, and the number of it that they remember, 1 to 3: answers leave by it.
    case arrival(InterfaceName, number: Int)
    /// The chains that give answers the mark of their link; they stand beside ``arrival(_:number:)`` alone, since each packet of the host calls them.
    case answers
    /// How many connections that come in by a bridge from an address, a container's, are tracked at once.
    case connectionLimit(InterfaceName, IPAddress, UInt32)
    /// The same for all that come in by a bridge from addresses that no endpoint of its network has.
    case bridgeConnectionLimit(InterfaceName, UInt32)
    /// A port of the host's leads to a container's; both addresses are of one family.
    case published(HostPort, AddressPort)
    /// A port of the host's that mdnp itself hands over to a container: closed networks do not reach it.
    case relayed(HostPort)
    /// Ports of the host's, from one through the number of another, lead to the same ports of a container's address of the same family.
    case publishedRange(HostPort, through: UInt16, to: IPAddress)
    /// Ports of the host's, from one through the number of another, that mdnp itself hands over.
    case relayedRange(HostPort, through: UInt16)
    /// A container's address that ports lead to, and the bridge of another network that the container is on as well.
    ///
    /// Clients behind that bridge get the host's address: the container would answer them past the host.
    case multihomed(IPAddress, InterfaceName)
    /// A client list that is there, whatever is in it; ``Dataplane/fill(_:)`` sees to that.
    ///
    /// Where elements lead to one, nobody whom it lacks reaches a published port: an empty one lets nobody in.
    case clients(ClientListID)
    /// A container's address whose published ports only the clients of a list reach, whatever holds for its network.
    case restricted(IPAddress, to: ClientListID)
    /// A bridge behind which only the clients of a list reach published ports.
    case restrictedNetwork(InterfaceName, to: ClientListID)
    /// Host ports, from one through the number of another, that mdnp relays for the clients of a list only.
    case restrictedRelay(HostPort, through: UInt16, to: ClientListID)
    /// The host's end of an endpoint's veth: what comes in by it is checked.
    case link(InterfaceName)
    /// The MAC address that a link's container speaks with.
    case hardware(InterfaceName, MACAddress)
    /// A MAC address and an address that a link's container speaks with, both at once.
    case speaker(InterfaceName, MACAddress, IPAddress)
    /// An IPv6 address that a link's container may say is its own, at its MAC address.
    case neighborTarget(InterfaceName, MACAddress, IPv6Address)
    /// A link whose container speaks with any address: one of a network that gives none, or one of whose frames only the MAC address is
    /// checked.
    case unaddressed(InterfaceName)
    /// Addresses of others that packets of a link's container may come from, at its MAC address.
    case allowedSource(InterfaceName, MACAddress, AddressRange)
    /// Addresses of others that a link's container may say are its own, at its MAC address.
    case allowedClaim(InterfaceName, MACAddress, AddressRange)
    /// An ethertype that a link's container sends beside IPv4, ARP and IPv6.
    case etherType(InterfaceName, UInt16)
    /// The link-local address that follows from the MAC address of a link's container, where the endpoint has no IPv6 address.
    case linkLocal(InterfaceName, MACAddress, IPv6Address)
    /// A link on whose network link-local addresses are addresses like others.
    case noLinkLocal(InterfaceName)
    /// A link whose container is not reached from others of its kind on the same bridge, except by published ports.
    case apart(InterfaceName)
    /// A MAC address and an address of a container that others on its bridge reach freely.
    case member(MACAddress, IPAddress)
}

extension FirewallElement {
    /// The client list that it is; nil for elements.
    public var clientList: ClientListID? {
        if case .clients(let id) = self { id } else { nil }
    }

    /// The bridge of mdnp's that it is about; nil for what is about anything else.
    var networkLink: InterfaceName? {
        switch self {
        case .network(let bridge), .closed(let bridge), .within(let bridge), .masqueraded(let bridge, _),
            .source(let bridge, _), .subnet(let bridge, _), .noHostAccess(let bridge),
            .trusted(_, to: let bridge),
            .bridgeConnectionLimit(let bridge, _), .restrictedNetwork(let bridge, to: _):
            bridge
        default: nil
        }
    }
}
