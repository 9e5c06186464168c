import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

extension KernelDataplane {
    /// Makes a network's bridge, or brings the one that stands to what it should be.
    func ensureBridge(of network: Network) async throws {
        let alias = LinkAlias.network(network.id)
        let isNew = try makeBridge(of: network)
        if !isNew {
            let standing = try links.get(.name(network.bridge))
            let isHalfMade = standing.alias == nil && standing.group == LinkGroup.living
            guard standing.kind == "bridge", standing.alias == "\(alias)" || isHalfMade else {
                throw DataplaneError(
                    "bridge \(network.bridge): a link of that name is there already and is not mdnp's; "
                        + "choose another with -o bridge=NAME"
                )
            }
        }
        let standing = try links.get(.name(network.bridge))
        let index = standing.index
        try links.setAlias(of: .index(index), to: "\(alias)")
        // Before 127.0.0.0/8 is let through.
        if network.routesLoopback { try loopbackGuard.set(on: index, control) }
        let mtu = try mtu(of: network)
        try links.set(.index(index), "set up bridge") { link in
            // Its own address set again makes the kernel forget all neighbors behind it, permanent ones too.
            if standing.macAddress != network.bridgeMAC { link.address = network.bridgeMAC }
            link.group = LinkGroup.living
            link.mtu = UInt32(mtu)
            var settings = LinkSettings()
            settings.ipv4 = [
                .forwarding: network.forwards ? 1 : 0,
                // From 127.0.0.1 to a published port; what comes from there by any link but `lo` is dropped.
                .routeLocalnet: network.routesLoopback ? 1 : 0,
                // Where the host is no gateway, it does not tell which other addresses it has.
                .ignoreARP: network.hasWayOut ? 0 : 1,
            ]
            link.settings = settings
        }
        try links.setBridge(.index(index), Self.bridge)
        // A link has no IPv6 below an MTU of 1280, or on a host without it, and then nothing of it can be set.
        let bridge = BridgePlace(try links.get(.index(index)), mtu: mtu)
        bridges[network.id] = bridge
        try links.set(.index(index), "set up bridge") { link in
            if bridge.hasIPv6 {
                var settings = LinkSettings()
                // Its link-local address is among those that it is given.
                settings.addressGeneration = AddressGenerationMode.none
                link.settings = settings
            }
            link.isUp = true
        }
        try await settings.ignoreAdvertisements(on: network.bridge)
        try setAddresses(of: network, on: bridge)
        // The kernel has just made those of a new bridge.
        if !isNew { try setRoutes(of: network, on: bridge) }
        // One that stands may have an endpoint that the host has to ask for.
        if isNew { try setNeighborQuestions(to: 0, on: network, behind: bridge) }
    }

    private func mtu(of network: Network) throws -> Int {
        network.mtu(ofWayOut: network.options.mtu == .automatic ? try wayOut.mtu() : [:])
    }

    /// What a bridge is beside a network's options: room for the groups of as many ports as it has, so that it never stops snooping.
    static var bridge: Bridge {
        var bridge = Bridge()
        bridge.multicastGroupLimit = portLimit * groupLimit
        return bridge
    }

    /// How many ports a bridge of the kernel has (`BR_MAX_PORTS`).
    private static var portLimit: UInt32 { 1024 }

    /// How many multicast groups the listeners behind one port may join.
    static var groupLimit: UInt32 { 64 }

    /// Sets how often the host asks a network for a neighbor that it does not know.
    ///
    /// Never, as a rule: all containers stand in the host's table, and a container that sends to addresses that nobody has would fill it with
    /// questions.
    private func setNeighborQuestions(to count: UInt32, on network: Network, behind bridge: BridgePlace) throws {
        let families = Set(network.gatewayAddresses.map(\.address.family))
        for family in families where bridge.speaks(family) {
            try neighbors.setMulticastProbes(count, of: bridge.index, family: family)
        }
    }

    /// Lets the host ask for neighbors behind a bridge where an endpoint may have addresses that mdnp does not know.
    func askForNeighbors(of endpoint: Endpoint, on network: Network, behind bridge: BridgePlace) throws {
        guard endpoint.hasUnknownAddresses(on: network) else { return }
        // The kernel's own number (`mcast_solicit`).
        try setNeighborQuestions(to: 3, on: network, behind: bridge)
    }

    /// Takes a network's bridge away, and every veth of the network.
    func removeBridge(of id: NetworkID) async throws {
        bridges[id] = nil
        for bridge in try links.list(kind: "bridge") where bridge.alias == "\(LinkAlias.network(id))" {
            let ports = try links.list(master: bridge.index).filter { $0.alias.flatMap { LinkAlias($0) } != nil }
            for port in ports { try bury(try InterfaceName(port.name)) }
            if !ports.isEmpty { _ = try await reap() }
            try delete(try InterfaceName(bridge.name))
        }
    }

    /// Makes the bridge, in the group that says that it is mdnp's; false if a link of its name is there.
    private func makeBridge(of network: Network) throws(NetlinkError) -> Bool {
        var bridge = LinkDescription(name: network.bridge)
        bridge.macAddress = network.bridgeMAC
        bridge.group = LinkGroup.living
        do throws(NetlinkError) {
            try links.addBridge(bridge, Self.bridge)
            return true
        } catch let error where error.isExists {
            return false
        }
    }

    /// Gives a bridge the addresses that it lacks; those that an administrator added stay.
    private func setAddresses(of network: Network, on bridge: BridgePlace) throws {
        let index = bridge.index
        let standing = Set(try addresses.list(link: index).compactMap(\.interfaceAddress))
        for address in Set(network.bridgeAddresses).subtracting(standing) where bridge.speaks(address.address.family) {
            // A gateway must answer from the first packet on, and nobody else has its address.
            try addresses.replace(address, on: index, flags: address.address.family == .v6 ? .noDuplicateDetection : [])
        }
    }
}

/// The host's routes to the subnets behind bridges: the kernel makes one with each address, and others may delete it.
extension KernelDataplane {
    /// Adds the routes that a bridge lacks, as the kernel would have them.
    private func setRoutes(of network: Network, on bridge: BridgePlace) throws {
        let standing = try kernelRoutes()[bridge.index] ?? []
        let missing = network.bridgeRoutes.subtracting(standing).filter { bridge.speaks($0.family) }
        for gateway in network.gatewayAddresses where missing.contains(gateway.prefix) {
            try prepend(Self.route(to: gateway, by: bridge.index))
        }
    }

    /// One that came in the meantime is there.
    private func prepend(_ route: RouteMessage) throws(NetlinkError) {
        do throws(NetlinkError) {
            try routes.prepend(route)
        } catch {
            if !error.isExists { throw error }
        }
    }

    /// The route that the kernel makes with an address of a link.
    private static func route(to gateway: InterfaceAddress, by index: LinkIndex) -> RouteMessage {
        var route = RouteMessage(to: gateway.prefix)
        route.linkIndex = index
        route.origin = .kernel
        if gateway.address.family == .v4 {
            route.scope = .link
            route.preferredSource = gateway.address
        } else {
            route.priority = kernelPriority
        }
        return route
    }

    /// The priority that the kernel gives routes of IPv6 addresses (`IP6_RT_PRIO_ADDRCONF`).
    private static var kernelPriority: UInt32 { 256 }

    /// The subnets that the main table has a route to which the kernel made, or mdnp in its stead, by the links that they leave by.
    func kernelRoutes() throws(NetlinkError) -> [LinkIndex: Set<Prefix>] {
        var found: [LinkIndex: Set<Prefix>] = [:]
        for route in try routes.list(origin: .kernel) where route.type == .unicast {
            guard let link = route.linkIndex, let destination = route.destinationPrefix else { continue }
            found[link, default: []].insert(destination)
        }
        return found
    }
}

/// A network's bridge as ports are made in it.
struct BridgePlace {
    /// Its index.
    let index: LinkIndex
    /// A Boolean value that indicates whether links have settings of IPv6 there.
    let hasIPv6: Bool
    /// A Boolean value that indicates whether it can have IPv6 addresses, as of the last look.
    var speaksIPv6: Bool
    /// Its MTU in bytes, as long as nobody changes it.
    let mtu: Int

    init(_ link: Link, mtu: Int) {
        index = link.index
        hasIPv6 = link.message.settings?.ipv6.isEmpty == false
        speaksIPv6 = link.speaksIPv6
        self.mtu = mtu
    }

    /// A Boolean value that indicates whether it can have addresses of a family.
    func speaks(_ family: IPFamily) -> Bool { family == .v4 || speaksIPv6 }
}
