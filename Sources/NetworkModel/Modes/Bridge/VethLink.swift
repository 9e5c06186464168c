// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The veth of an endpoint, as it should be or as the kernel has it: the host's end is a port of the network's bridge (`ip link show type veth`).
public struct VethLink: LinkResource {
    /// What is to be made: what nobody looks at later.
    public struct Construction: Hashable, Sendable {
        /// The name of the container's end, until Docker moves it.
        public let peer: InterfaceName
        /// The MAC address of the host's end.
        public let mac: MACAddress
        /// The MAC address of the container's end.
        public let peerMAC: MACAddress
        /// The MTU of both ends.
        public let mtu: MTUChoice
        /// The entries of the host's neighbor table for the container's addresses.
        public let neighbors: [HostNeighbor]
        /// A Boolean value that indicates whether the host asks who has addresses behind the bridge, since mdnp does not know them all.
        public let asksForNeighbors: Bool
        /// The families of the network's gateways.
        public let families: Set<IPFamily>
    }

    /// The endpoint.
    public let endpoint: EndpointID
    /// The network that its alias names.
    public var network: NetworkID
    /// The name of the host's end.
    public var name: InterfaceName
    /// The bridge that it is a port of.
    public var bridge: InterfaceName?
    /// A Boolean value that indicates whether it is up.
    public var isUp: Bool
    /// A Boolean value that indicates whether it is the port that mdnp makes, in its group: it is not isolated from others, learns no addresses,
    /// and hands all frames to the bridge's rules.
    public var isPortRight: Bool
    /// A Boolean value that indicates whether it may send back what came from it.
    public var isHairpin: Bool
    /// The MAC addresses that the bridge always sends out by it (`bridge fdb`, static); nil where that was not looked at.
    public var forwarded: Set<MACAddress>?
    /// A Boolean value that indicates whether it waits for the reaper already.
    public var isDead: Bool
    /// A Boolean value that indicates whether its other end is in a namespace of its own, a container's.
    public var isInContainer: Bool
    /// A Boolean value that indicates whether its other end has been in a container and is on the host again: Docker brings it back when the
    /// container ends.
    public var hasReturned: Bool
    /// What is to be made; nil for a veth that was looked at.
    public var construction: Construction?

    /// A veth.
    public init(
        endpoint: EndpointID,
        network: NetworkID,
        name: InterfaceName,
        bridge: InterfaceName?,
        isUp: Bool = true,
        isPortRight: Bool = true,
        isHairpin: Bool = true,
        forwarded: Set<MACAddress>? = nil,
        isDead: Bool = false,
        isInContainer: Bool = false,
        hasReturned: Bool = false
    ) {
        self.endpoint = endpoint
        self.network = network
        self.name = name
        self.bridge = bridge
        self.isUp = isUp
        self.isPortRight = isPortRight
        self.isHairpin = isHairpin
        self.forwarded = forwarded
        self.isDead = isDead
        self.isInContainer = isInContainer
        self.hasReturned = hasReturned
    }

    /// The veth that an endpoint should have.
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
    /// The name of the host's end.
    public var key: ResourceKey { .veth(name) }
    /// One entry for each address of the container, where the bridge speaks its family.
    public var neighbors: [HostNeighbor] { construction?.neighbors ?? [] }
    /// True until the container is over, or the link waits for the reaper.
    public var isInUse: Bool { !isDead && !hasReturned }
    /// The link and its bridge.
    public var subject: String { "link \(name)" + (bridge.map { " of bridge \($0)" } ?? "") }

    /// True: what a host turns off is turned off of its bridge.
    public func has(_ family: IPFamily) -> Bool { true }

    /// 1: it stands in a bridge.
    public static var rank: Int { 1 }
    /// False: the other end went with its container.
    public static var isRemade: Bool { false }

    /// True for a link in use that has its name.
    public func canBecome(_ wanted: any LinkResource) -> Bool { isInUse && name == wanted.name }

    /// Compares the port, the bridge, and who is behind it.
    public func isMet(by observed: any LinkResource, beside state: ObservedState) -> Bool {
        guard let veth = observed as? Self else { return false }
        return veth.isUp && veth.isPortRight && veth.isHairpin == isHairpin && veth.bridge == bridge
            && (veth.forwarded.map { (forwarded ?? []).isSubset(of: $0) } ?? true)
            && state.has(neighbors, behind: state.bridge(of: network))
    }
}
