public import Addressing

/// What is: what the kernel shows of mdnp's links, its firewall and the host.
public struct ObservedState: Hashable, Sendable {
    /// The bridges that carry mdnp's alias.
    public var bridges: [NetworkID: ObservedBridge] = [:]
    /// The host's ends of veths that carry mdnp's alias.
    public var veths: [EndpointID: ObservedVeth] = [:]
    /// The permanent entries of the host's neighbor table behind mdnp's bridges that mdnp made; nil where they were not looked at.
    public var neighbors: Set<HostNeighbor>?
    /// Those that somebody else made.
    public var foreignNeighbors: Set<HostNeighbor> = []
    /// Links of mdnp's that were cut off before they got their alias: nobody's.
    public var halfMade: Set<InterfaceName> = []
    /// Links that do not say that they are mdnp's: those half made, those of others, and such of mdnp's whose alias somebody took away.
    public var others: Set<InterfaceName> = []
    /// Whether the firewall is there as a whole, and what it marks gets through Docker's filter; nil if there is nothing of it.
    public var isFirewallWhole: Bool?
    /// What the firewall knows.
    public var firewall: Set<FirewallElement> = []
    /// Client lists that the firewall has, and of which it is not known that they hold what they should: nobody else gets in meanwhile.
    public var unfilledClientLists: Set<ClientListID> = []
    /// The bridges of Docker's own networks, by their names.
    public var foreignBridges: Set<InterfaceName> = []
    /// The MTU of the link that packets to the Internet leave by, in bytes, for each family that has such a way out.
    public var wayOutMTU: [IPFamily: Int] = [:]
    /// The links that default routes of any table leave by, of a family that has several; none where there is one way out.
    public var uplinks: Set<InterfaceName> = []
    /// Whether answers find each link that the firewall numbers (``FirewallElement/arrival(_:number:)``), by rules and routes.
    public var routesArrivals = true
    /// Whether the host forwards IPv6 packets.
    public var forwardsIPv6 = false
    /// The way in which the host has no IPv6; nil where it has.
    public var ipv6Absence: IPv6Absence?
    /// Links of others that hear router advertisements only while the host does not forward.
    public var advertisementListeners: Set<InterfaceName> = []

    /// A host without anything of mdnp's.
    public init() {}
}

/// A bridge of mdnp's as the kernel has it.
public struct ObservedBridge: Hashable, Sendable {
    /// Its name.
    public var name: InterfaceName
    /// Its MAC address.
    public var mac: MACAddress
    /// Its MTU in bytes.
    public var mtu: Int
    /// Whether it is up.
    public var isUp: Bool
    /// The addresses it carries, without those that the kernel made itself.
    public var addresses: Set<InterfaceAddress>
    /// The subnets that the main table has a route to by it (`ip route`); nil where they were not looked at.
    public var routes: Set<Prefix>?
    /// A Boolean value that indicates whether it can have IPv6 addresses (`disable_ipv6`).
    public var hasIPv6: Bool
    /// Whether what comes from 127.0.0.0/8 may leave by it (`route_localnet`).
    public var routesLoopback: Bool
    /// Whether all else is set that mdnp sets of a bridge: its group, its room for multicast groups, and what guards 127.0.0.0/8 without the
    /// firewall.
    public var isGuarded: Bool

    /// A bridge.
    public init(
        name: InterfaceName,
        mac: MACAddress,
        mtu: Int,
        isUp: Bool,
        addresses: Set<InterfaceAddress>,
        routes: Set<Prefix>? = nil,
        hasIPv6: Bool = true,
        routesLoopback: Bool = true,
        isGuarded: Bool = true
    ) {
        self.name = name
        self.mac = mac
        self.mtu = mtu
        self.isUp = isUp
        self.addresses = addresses
        self.routes = routes
        self.hasIPv6 = hasIPv6
        self.routesLoopback = routesLoopback
        self.isGuarded = isGuarded
    }
}

extension ObservedBridge {
    /// The subnets of its network that the host lacks a route to by it; none where that was not looked at.
    func missingRoutes(of network: Network) -> Set<Prefix> {
        routes.map { network.bridgeRoutes.subtracting($0).filter { has($0.family) } } ?? []
    }

    /// The addresses of its network that it lacks.
    func missingAddresses(of network: Network) -> Set<InterfaceAddress> {
        Set(network.bridgeAddresses.filter { has($0.address.family) }).subtracting(addresses)
    }

    /// A Boolean value that indicates whether it can have addresses of a family.
    func has(_ family: IPFamily) -> Bool { family == .v4 || hasIPv6 }
}

/// The host's end of a veth of mdnp's as the kernel has it.
public struct ObservedVeth: Hashable, Sendable {
    /// Its name.
    public var name: InterfaceName
    /// The network that its alias names.
    public var network: NetworkID
    /// The bridge it is a port of.
    public var bridge: InterfaceName?
    /// Whether it is up.
    public var isUp: Bool
    /// Whether it is the port that mdnp makes, in its group: it is not isolated from others, learns no addresses, and hands all frames to the
    /// bridge's rules.
    public var isPortRight: Bool
    /// Whether it may send back what came from it.
    public var isHairpin: Bool
    /// The MAC addresses that the bridge always sends out by it (`bridge fdb`, static); nil where that was not looked at.
    public var forwarded: Set<MACAddress>?
    /// Whether it waits for the reaper already.
    public var isDead: Bool
    /// Whether its other end is in a namespace of its own, a container's.
    public var isInContainer: Bool
    /// Whether its other end has been in a container and is on the host again: Docker brings it back when the container ends.
    public var hasReturned: Bool

    /// A veth.
    public init(
        name: InterfaceName,
        network: NetworkID,
        bridge: InterfaceName?,
        isUp: Bool = true,
        isPortRight: Bool = true,
        isHairpin: Bool = true,
        forwarded: Set<MACAddress>? = nil,
        isDead: Bool,
        isInContainer: Bool = false,
        hasReturned: Bool = false
    ) {
        self.name = name
        self.network = network
        self.bridge = bridge
        self.isUp = isUp
        self.isPortRight = isPortRight
        self.isHairpin = isHairpin
        self.forwarded = forwarded
        self.isDead = isDead
        self.isInContainer = isInContainer
        self.hasReturned = hasReturned
    }
}
