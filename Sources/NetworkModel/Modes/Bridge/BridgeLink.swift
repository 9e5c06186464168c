// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The bridge of a network, as it should be or as the kernel has it (`ip link show type bridge`).
public struct BridgeLink: LinkResource {
    /// The network.
    public let network: NetworkID
    /// Its name.
    public var name: InterfaceName
    /// Its MAC address.
    public var mac: MACAddress
    /// Its MTU in bytes.
    public var mtu: Int
    /// A Boolean value that indicates whether it is up.
    public var isUp: Bool
    /// The addresses that it carries, without those that the kernel made itself.
    public var addresses: Set<InterfaceAddress>
    /// The addresses among them that are gateways of containers; none where it was looked at.
    public var gateways: [InterfaceAddress]
    /// The subnets that the main table has a route to by it (`ip route`); nil where they were not looked at.
    public var routes: Set<Prefix>?
    /// A Boolean value that indicates whether packets pass from or to elsewhere (`forwarding`).
    public var forwards: Bool
    /// A Boolean value that indicates whether it can have IPv6 addresses (`disable_ipv6`).
    public var hasIPv6: Bool
    /// A Boolean value that indicates whether what comes from 127.0.0.0/8 may leave by it (`route_localnet`).
    public var routesLoopback: Bool
    /// A Boolean value that indicates whether all else is set that mdnp sets of a bridge: its group, its room for multicast groups, and what
    /// guards 127.0.0.0/8 without the firewall.
    public var isGuarded: Bool

    /// A bridge.
    public init(
        network: NetworkID,
        name: InterfaceName,
        mac: MACAddress,
        mtu: Int,
        isUp: Bool = true,
        addresses: Set<InterfaceAddress>,
        gateways: [InterfaceAddress] = [],
        routes: Set<Prefix>? = nil,
        forwards: Bool = true,
        hasIPv6: Bool = true,
        routesLoopback: Bool = true,
        isGuarded: Bool = true
    ) {
        self.network = network
        self.name = name
        self.mac = mac
        self.mtu = mtu
        self.isUp = isUp
        self.addresses = addresses
        self.gateways = gateways
        self.routes = routes
        self.forwards = forwards
        self.hasIPv6 = hasIPv6
        self.routesLoopback = routesLoopback
        self.isGuarded = isGuarded
    }

    /// The bridge that a network should have.
    ///
    /// - Parameter wayOut: The MTU of the host's way out for each family, in bytes.
    public init(of network: Network, wayOut: [IPFamily: Int]) {
        self.init(
            network: network.id,
            name: network.bridge,
            mac: network.bridgeMAC,
            mtu: network.mtu(ofWayOut: wayOut),
            addresses: Set(network.bridgeAddresses),
            gateways: network.gatewayAddresses,
            routes: network.bridgeRoutes,
            forwards: network.forwards,
            routesLoopback: network.routesLoopback
        )
    }

    /// The alias: the network.
    public var alias: LinkAlias { .network(network) }
    /// The network, whatever the bridge is called.
    public var key: ResourceKey { .bridge(network) }
    /// None.
    public var neighbors: [HostNeighbor] { [] }
    /// False: a bridge goes at once.
    public var isDead: Bool { false }
    /// False: a bridge alone keeps no container.
    public var isInUse: Bool { false }
    /// The bridge, by its name.
    public var subject: String { "bridge \(name)" }

    /// 0: it stands in no other link.
    public static var rank: Int { 0 }
    /// True.
    public static var isRemade: Bool { true }

    /// True: all of a bridge can be set.
    public func canBecome(_ wanted: any LinkResource) -> Bool { true }

    /// Compares name, MAC address, MTU, addresses, routes and settings.
    public func isMet(by observed: any LinkResource, beside state: ObservedState) -> Bool {
        guard let bridge = observed as? Self else { return false }
        return bridge.name == name && bridge.mac == mac && bridge.isUp && bridge.mtu == mtu
            // What an administrator adds stays.
            && bridge.missingAddresses(of: self).isEmpty
            && bridge.missingRoutes(of: self).isEmpty
            && (bridge.routesLoopback || !routesLoopback) && bridge.isGuarded
    }

    /// A Boolean value that indicates whether it can have addresses of a family.
    public func has(_ family: IPFamily) -> Bool { family == .v4 || hasIPv6 }

    /// The subnets that the host lacks a route to by it, of those that it should have; none where that was not looked at.
    func missingRoutes(of wanted: Self) -> Set<Prefix> {
        routes.map { (wanted.routes ?? []).subtracting($0).filter { has($0.family) } } ?? []
    }

    private func missingAddresses(of wanted: Self) -> Set<InterfaceAddress> {
        wanted.addresses.filter { has($0.address.family) }.subtracting(addresses)
    }
}
