// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Creates, repairs and removes the bridges of networks.
struct BridgeProvider: Provider {
    let rtnetlink: Rtnetlink
    let settings: HostSettings
    let loopbackGuard: LoopbackGuard
    let places: BridgePlaces
    let retiredLinks: RetiredLinks

    private var links: Links { rtnetlink.links }

    nonisolated(nonsending) func ensure(_ resource: Resource) async throws {
        guard case .bridge(let wanted) = resource else { return }
        let isNew = try make(wanted)
        let existing = try links.get(.name(wanted.name))
        if !isNew {
            let isHalfMade = existing.alias == nil && existing.group == LinkGroup.active
            guard existing.kind == "bridge", existing.alias == "\(wanted.alias)" || isHalfMade else {
                throw DataplaneError.conflict(
                    "bridge \(wanted.name): a link with this name exists and does not belong to mdnp; "
                        + "choose another name with -o bridge=NAME"
                )
            }
        }
        let index = existing.index
        try links.setAlias(of: .index(index), to: "\(wanted.alias)")
        // Set the filter before the bridge routes 127.0.0.0/8.
        if wanted.routesLoopback { try loopbackGuard.set(on: index, through: rtnetlink.control) }
        try links.set(.index(index), as: "set up bridge") { link in
            // Setting even the same MAC address again makes the kernel delete all neighbors behind the bridge, permanent ones too.
            if existing.macAddress != wanted.mac { link.address = wanted.mac }
            link.group = LinkGroup.active
            link.mtu = UInt32(wanted.mtu)
            var settings = LinkSettings()
            settings.ipv4 = [
                .forwarding: wanted.forwards ? 1 : 0,
                // For packets from 127.0.0.1 to a published port; packets to 127.0.0.0/8 on any link but `lo` are dropped.
                .routeLocalnet: wanted.routesLoopback ? 1 : 0,
                // The host does not reveal its other addresses over ARP; for IPv6, the kernel never does.
                .ignoreARP: 1,
            ]
            link.settings = settings
        }
        try links.setBridge(.index(index), to: Self.bridge)
        // A link has no IPv6 settings below an MTU of 1280, or on a host without IPv6; setting one would fail.
        let place = BridgePlace(try links.get(.index(index)), mtu: wanted.mtu)
        places.note(place, of: wanted.network)
        try links.set(.index(index), as: "set up bridge") { link in
            if place.hasIPv6 {
                var settings = LinkSettings()
                // The addresses of the bridge include its link-local one.
                settings.addressGeneration = AddressGenerationMode.none
                link.settings = settings
            }
            link.isUp = true
        }
        try await settings.ignoreAdvertisements(on: wanted.name)
        try setAddresses(of: wanted, on: place)
        // For a new bridge, the kernel has just created the routes.
        if !isNew { try setRoutes(of: wanted, on: place) }
        // An existing bridge may have an endpoint whose neighbors the host must resolve. On a new one, a container that sends to unused
        // addresses would otherwise fill the host's shared neighbor table with unresolved entries.
        if isNew {
            let families = Set(wanted.gateways.map(\.address.family))
            try rtnetlink.neighbors.setQuestions(to: 0, for: families, behind: place)
        }
    }

    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws {
        guard case .bridge(let network) = key else { return }
        places.forget(network)
        for bridge in try links.list(kind: "bridge") where bridge.alias == "\(LinkAlias.network(network))" {
            let ports = try links.list(master: bridge.index).filter { $0.alias.flatMap { LinkAlias($0) } != nil }
            for port in ports { try rtnetlink.retire(.index(port.index)) }
            if !ports.isEmpty { _ = try await retiredLinks.clear() }
            try rtnetlink.delete(try InterfaceName(bridge.name))
        }
    }

    /// The settings common to all bridges: the multicast table has room for the groups of all ports, so that snooping never stops.
    static var bridge: Bridge {
        var bridge = Bridge()
        bridge.multicastGroupLimit = portLimit * VethProvider.groupLimit
        return bridge
    }

    /// The kernel's limit of ports on a bridge (`BR_MAX_PORTS`).
    private static var portLimit: UInt32 { 1024 }

    /// Creates the bridge in the group of mdnp; returns false if a link has its name.
    private func make(_ wanted: BridgeLink) throws(NetlinkError) -> Bool {
        var bridge = LinkDescription(name: wanted.name)
        bridge.macAddress = wanted.mac
        bridge.group = LinkGroup.active
        do throws(NetlinkError) {
            try links.addBridge(bridge, settings: Self.bridge)
            return true
        } catch let error where error.isExists {
            return false
        }
    }

    /// Adds missing addresses to a bridge; addresses of an administrator stay.
    private func setAddresses(of wanted: BridgeLink, on bridge: BridgePlace) throws {
        let index = bridge.index
        let existing = Set(try rtnetlink.addresses.list(link: index).compactMap(\.interfaceAddress))
        for address in wanted.addresses.subtracting(existing) where bridge.speaks(address.address.family) {
            // A gateway must reply from the first packet on, and no other link has its address.
            let flags: AddressFlags = address.address.family == .v6 ? .noDuplicateDetection : []
            try rtnetlink.addresses.replace(address, on: index, flags: flags)
        }
    }

    /// Adds missing routes to the subnets of a bridge, in the form that the kernel creates with each address; another program may delete
    /// them.
    private func setRoutes(of wanted: BridgeLink, on bridge: BridgePlace) throws {
        let existing = try rtnetlink.routes.ofKernel()[bridge.index] ?? []
        let missing = (wanted.routes ?? []).subtracting(existing).filter { bridge.speaks($0.family) }
        for gateway in wanted.gateways where missing.contains(gateway.prefix) {
            try prepend(Self.route(to: gateway, by: bridge.index))
        }
    }

    /// Adds a route; one that was added meanwhile is no error.
    private func prepend(_ route: RouteMessage) throws(NetlinkError) {
        do throws(NetlinkError) {
            try rtnetlink.routes.prepend(route)
        } catch {
            if !error.isExists { throw error }
        }
    }

    /// Returns the route that the kernel creates with an address of a link.
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

    /// The metric that the kernel gives routes of IPv6 addresses (`IP6_RT_PRIO_ADDRCONF`).
    private static var kernelPriority: UInt32 { 256 }
}

extension Routes {
    /// Returns the subnets in the main table whose routes the kernel created, or mdnp in its place, by their links.
    func ofKernel() throws(NetlinkError) -> [LinkIndex: Set<Prefix>] {
        var found: [LinkIndex: Set<Prefix>] = [:]
        for route in try list(origin: .kernel) where route.type == .unicast {
            guard let link = route.linkIndex, let destination = route.destinationPrefix else { continue }
            found[link, default: []].insert(destination)
        }
        return found
    }
}
