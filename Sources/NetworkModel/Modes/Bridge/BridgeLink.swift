// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The bridge of a network, desired or observed (`ip link show type bridge`).
public struct BridgeLink: LinkResource {
    /// The network.
    public let network: NetworkID
    /// The name of the bridge.
    public var name: InterfaceName
    /// The MAC address of the bridge.
    public var mac: MACAddress
    /// The MTU in bytes.
    public var mtu: Int
    /// A Boolean value that indicates whether the bridge is up.
    public var isUp: Bool
    /// The addresses of the bridge, without those that the kernel assigned itself.
    public var addresses: Set<InterfaceAddress>
    /// The addresses among them that are gateways of containers; empty for an observed bridge.
    public var gateways: [InterfaceAddress]
    /// The subnets to which the main table has a route through the bridge (`ip route`); nil if not observed.
    public var routes: Set<Prefix>?
    /// A Boolean value that indicates whether the bridge forwards packets from and to other links (`forwarding`).
    public var forwards: Bool
    /// A Boolean value that indicates whether the bridge can have IPv6 addresses (`disable_ipv6`).
    public var hasIPv6: Bool
    /// A Boolean value that indicates whether the bridge routes packets from 127.0.0.0/8 (`route_localnet`).
    public var routesLoopback: Bool
    /// A Boolean value that indicates whether the link group, the limit of multicast groups and the filter for 127.0.0.0/8 are in place.
    ///
    /// The filter protects 127.0.0.0/8 without the firewall.
    public var isGuarded: Bool

    /// Creates a bridge.
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

    /// Creates the desired bridge of a network.
    ///
    /// - Parameter wayOut: The MTU of the host uplink for each family, in bytes.
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
    /// The key of the network, whatever the name of the bridge.
    public var key: ResourceKey { .bridge(network) }
    /// Always empty.
    public var neighbors: [HostNeighbor] { [] }
    /// Always `false`: the kernel deletes a bridge at once.
    public var isRetired: Bool { false }
    /// Always `false`: a bridge alone serves no container.
    public var isInUse: Bool { false }
    /// The bridge, by its name.
    public var subject: String { "bridge \(name)" }

    /// Always 0: a bridge is a port of no other link.
    public static var rank: Int { 0 }
    /// Always `true`.
    public static var isRemade: Bool { true }

    /// Always `true`: every setting of a bridge can be changed.
    public func canBecome(_ wanted: any LinkResource) -> Bool { true }

    /// Compares name, MAC address, MTU, addresses, routes and settings.
    public func isMet(by observed: any LinkResource, beside state: ObservedState) -> Bool {
        guard let bridge = observed as? Self else { return false }
        return bridge.name == name && bridge.mac == mac && bridge.isUp && bridge.mtu == mtu
            // Addresses that an administrator added stay.
            && bridge.missingAddresses(of: self).isEmpty
            && bridge.missingRoutes(of: self).isEmpty
            && (bridge.routesLoopback || !routesLoopback) && bridge.isGuarded
    }

    /// Returns a Boolean value that indicates whether the bridge can have addresses of a family.
    public func has(_ family: IPFamily) -> Bool { family == .v4 || hasIPv6 }

    /// Returns the subnets of the desired bridge to which the host lacks a route through this bridge; empty if routes were not observed.
    func missingRoutes(of wanted: Self) -> Set<Prefix> {
        routes.map { (wanted.routes ?? []).subtracting($0).filter { has($0.family) } } ?? []
    }

    private func missingAddresses(of wanted: Self) -> Set<InterfaceAddress> {
        wanted.addresses.filter { has($0.address.family) }.subtracting(addresses)
    }
}
