// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A part of the firewall that varies: an element of a set or map, a client list that elements refer to, or the chains that mark replies.
///
/// All rules are constant except these and one chain per client list. The desired state of the firewall is a set of these.
public enum FirewallElement: Hashable, Sendable {
    /// A bridge of mdnp: the rules for networks apply to it.
    case network(InterfaceName)
    /// A bridge whose containers have no outbound access through it: an internal network, or one with another gateway than mdnp.
    case noEgress(InterfaceName)
    /// A bridge whose containers reach each other.
    case icc(InterfaceName)
    /// A bridge whose outgoing packets of a family get the address of their outgoing link as their source.
    case masqueraded(InterfaceName, IPFamily)
    /// A bridge whose outgoing packets get this address of its family as their source.
    case snat(InterfaceName, IPAddress)
    /// An address of a container behind a bridge, whose outgoing packets of one family get its own host address as their source.
    case endpointSNAT(InterfaceName, IPAddress, under: IPAddress)
    /// A bridge of Docker itself: containers of mdnp do not reach its containers.
    case dockerLink(InterfaceName)
    /// A range of addresses behind a bridge. If its clients connect to a port published from the range, replies pass through the host.
    case subnet(InterfaceName, Prefix)
    /// A bridge whose containers do not reach the host itself.
    case noHostAccess(InterfaceName)
    /// A host link whose clients reach the containers behind a bridge directly.
    case trusted(InterfaceName, to: InterfaceName)
    /// A link on which connections arrive from outside, and its number in their marks, 1 to 3: replies leave by it.
    case arrival(InterfaceName, number: Int)
    /// The chains that mark replies with the number of their link.
    ///
    /// The chains exist only beside ``arrival(_:number:)``, since each packet of the host calls them.
    case replies
    /// The maximum number of tracked connections that enter by a bridge from one address, that of a container.
    case connectionLimit(InterfaceName, IPAddress, UInt32)
    /// The maximum number of tracked connections that enter by a bridge from all addresses without an endpoint in its network.
    case bridgeConnectionLimit(InterfaceName, UInt32)
    /// A host port that leads to a container port; both addresses are of one family.
    case published(HostPort, AddressPort)
    /// A host port that mdnp relays to a container: closed networks do not reach it.
    case relayed(HostPort)
    /// Host ports, from one through the number of another, that lead to the same ports of a container address of the same family.
    case publishedRange(HostPort, through: UInt16, to: IPAddress)
    /// Host ports, from one through the number of another, that mdnp relays.
    case relayedRange(HostPort, through: UInt16)
    /// A container address that ports lead to, and the bridge of another network of the same container.
    ///
    /// Clients behind that bridge get the host's address: otherwise the container's replies would bypass the host.
    case multihomed(IPAddress, InterfaceName)
    /// A client list that exists, whatever its contents; ``Dataplane/fill(_:)`` fills it.
    ///
    /// If elements refer to a list, only its clients reach a published port. An empty list admits no client.
    case clients(ClientListID)
    /// A container address whose published ports admit only the clients of a list, whatever applies to its network.
    case restricted(IPAddress, to: ClientListID)
    /// A bridge whose published ports admit only the clients of a list.
    case restrictedNetwork(InterfaceName, to: ClientListID)
    /// Host ports, from one through the number of another, that mdnp relays for the clients of a list only.
    case restrictedRelayedPort(HostPort, through: UInt16, to: ClientListID)
    /// The host end of an endpoint's veth: the rules check frames that enter by it.
    case link(InterfaceName)
    /// The MAC address that the container of a link sends from.
    case linkMAC(InterfaceName, MACAddress)
    /// A combination of a MAC address and an IP address that the container of a link sends from.
    case linkSource(InterfaceName, MACAddress, IPAddress)
    /// An IPv6 address that the container of a link may advertise at its MAC address.
    case linkAnnouncement(InterfaceName, MACAddress, IPv6Address)
    /// A link whose container sends from any address: its network assigns no addresses, or only the MAC address of its frames is checked.
    case anySource(InterfaceName)
    /// Addresses of others that packets of a link's container may come from, at its MAC address.
    case allowedSource(InterfaceName, MACAddress, AddressRange)
    /// Addresses of others that the container of a link may advertise, at its MAC address.
    case allowedAnnouncement(InterfaceName, MACAddress, AddressRange)
    /// An ethertype that the container of a link may send in addition to IPv4, ARP and IPv6.
    case allowedEtherType(InterfaceName, UInt16)
    /// The link-local address derived from the MAC address of a link's container, if the endpoint has no IPv6 address.
    case linkLocalSource(InterfaceName, MACAddress, IPv6Address)
    /// A link on whose network link-local addresses are checked like others.
    case noLinkLocal(InterfaceName)
    /// A link whose container other isolated containers on the same bridge do not reach, except by published ports.
    case isolated(InterfaceName)
    /// A MAC address and an IP address of a container that others on its bridge reach without restriction.
    case iccMember(MACAddress, IPAddress)
}

extension FirewallElement {
    /// The client list of the case; nil for elements.
    public var clientList: ClientListID? {
        if case .clients(let id) = self { id } else { nil }
    }

    /// The bridge of mdnp that the element applies to; nil for all other elements.
    var networkLink: InterfaceName? {
        switch self {
        case .network(let bridge), .noEgress(let bridge), .icc(let bridge), .masqueraded(let bridge, _),
            .snat(let bridge, _), .subnet(let bridge, _), .noHostAccess(let bridge),
            .trusted(_, to: let bridge),
            .bridgeConnectionLimit(let bridge, _), .restrictedNetwork(let bridge, to: _):
            bridge
        default: nil
        }
    }
}
