// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The veth of an endpoint, desired or observed.
///
/// Its host end is a port of the network's bridge (`ip link show type veth`).
public struct VethLink: LinkResource {
    /// The properties that only the creation of the link uses; they are not observed.
    public struct Construction: Hashable, Sendable {
        /// The name of the container end, until Docker moves it.
        public let peer: InterfaceName
        /// The MAC address of the host end.
        public let mac: MACAddress
        /// The MAC address of the container end.
        public let peerMAC: MACAddress
        /// The MTU of both ends.
        public let mtu: MTUChoice
        /// The entries of the host neighbor table for the addresses of the container.
        public let neighbors: [HostNeighbor]
        /// A Boolean value that indicates whether the host resolves addresses behind the bridge, since mdnp does not have all of them.
        public let asksForNeighbors: Bool
        /// The families of the network's gateways.
        public let families: Set<IPFamily>
    }

    /// The endpoint.
    public let endpoint: EndpointID
    /// The network that the alias contains.
    public var network: NetworkID
    /// The name of the host end.
    public var name: InterfaceName
    /// The bridge of which the host end is a port.
    public var bridge: InterfaceName?
    /// A Boolean value that indicates whether the host end is up.
    public var isUp: Bool
    /// A Boolean value that indicates whether the port has the settings and the group of mdnp.
    ///
    /// The port is not isolated, learns no addresses, and passes all frames to the bridge's rules.
    public var isPortConfigured: Bool
    /// A Boolean value that indicates whether the port may send a frame back to its sender (hairpin).
    public var isHairpin: Bool
    /// The MAC addresses that the bridge always forwards to this port (`bridge fdb`, static); nil if not observed.
    public var forwarded: Set<MACAddress>?
    /// A Boolean value that indicates whether the link is retired and waits for the reaper.
    public var isRetired: Bool
    /// A Boolean value that indicates whether the other end is in another network namespace, that of a container.
    public var isInContainer: Bool
    /// A Boolean value that indicates whether the other end has returned from a container to the host: Docker moves it back when the
    /// container ends.
    public var hasReturned: Bool
    /// The properties for the creation of the link; nil for an observed veth.
    public var construction: Construction?

    /// Creates a veth.
    public init(
        endpoint: EndpointID,
        network: NetworkID,
        name: InterfaceName,
        bridge: InterfaceName?,
        isUp: Bool = true,
        isPortConfigured: Bool = true,
        isHairpin: Bool = true,
        forwarded: Set<MACAddress>? = nil,
        isRetired: Bool = false,
        isInContainer: Bool = false,
        hasReturned: Bool = false
    ) {
        self.endpoint = endpoint
        self.network = network
        self.name = name
        self.bridge = bridge
        self.isUp = isUp
        self.isPortConfigured = isPortConfigured
        self.isHairpin = isHairpin
        self.forwarded = forwarded
        self.isRetired = isRetired
        self.isInContainer = isInContainer
        self.hasReturned = hasReturned
    }

    /// Creates the desired veth of an endpoint.
    public init(of endpoint: Endpoint, on network: Network) {
        self.init(
            endpoint: endpoint.id,
            network: network.id,
            name: endpoint.link,
            bridge: network.bridge,
            isHairpin: endpoint.isHairpin(on: network),
            forwarded: [endpoint.mac]
        )
        construction = Construction(
            peer: endpoint.peer,
            mac: endpoint.linkMAC,
            peerMAC: endpoint.mac,
            mtu: network.options.mtu,
            neighbors: endpoint.neighbors(on: network),
            asksForNeighbors: endpoint.hasUnknownAddresses(on: network),
            families: Set(network.gatewayAddresses.map(\.address.family))
        )
    }

    /// The alias: the endpoint and its network.
    public var alias: LinkAlias { .endpoint(endpoint, on: network) }
    /// The key: the name of the host end.
    public var key: ResourceKey { .veth(name) }
    /// One entry for each address of the container of a family that the bridge has.
    public var neighbors: [HostNeighbor] { construction?.neighbors ?? [] }
    /// `true` until the container has ended or the link is retired.
    public var isInUse: Bool { !isRetired && !hasReturned }
    /// The link and its bridge.
    public var subject: String { "link \(name)" + (bridge.map { " of bridge \($0)" } ?? "") }

    /// Always `true`: IPv6 is turned off for a bridge, not for its ports.
    public func has(_ family: IPFamily) -> Bool { true }

    /// Always 1: the link is a port of a bridge.
    public static var rank: Int { 1 }
    /// Always `false`: the other end was deleted with its container.
    public static var isRemade: Bool { false }

    /// Returns `true` for a link in use with the desired name.
    public func canBecome(_ wanted: any LinkResource) -> Bool { isInUse && name == wanted.name }

    /// Compares the port, the bridge, the MAC addresses behind the port, and the entries of the host neighbor table.
    public func isMet(by observed: any LinkResource, beside state: ObservedState) -> Bool {
        guard let veth = observed as? Self else { return false }
        return veth.isUp && veth.isPortConfigured && veth.isHairpin == isHairpin && veth.bridge == bridge
            && (veth.forwarded.map { (forwarded ?? []).isSubset(of: $0) } ?? true)
            && state.has(neighbors, behind: state.bridge(of: network))
    }
}
