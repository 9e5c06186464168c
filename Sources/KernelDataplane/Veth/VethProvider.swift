// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Creates, repairs and retires the veths of endpoints.
struct VethProvider: Provider {
    let rtnetlink: Rtnetlink
    let settings: HostSettings
    let places: BridgePlaces
    let neighbors: NeighborProvider
    let retiredLinks: RetiredLinks

    private var links: Links { rtnetlink.links }

    /// Creates a veth: the host end is a bridge port and up, the other end is ready for Docker.
    ///
    /// The remains of an earlier attempt are replaced.
    nonisolated(nonsending) func ensure(_ resource: Resource) async throws {
        guard case .veth(let wanted) = resource, let construction = wanted.construction, let bridge = wanted.bridge
        else {
            return
        }
        // Check the name first: the request carries the alias, and would set it on a foreign link with the same name.
        if rtnetlink.socket.linkIndex(of: wanted.name) != nil { try deleteLeftover(wanted.name) }
        let place = try await makeRetrying(wanted, with: construction, in: bridge)
        try neighbors.introduce(wanted, with: construction, behind: place)
        try await settings.ignoreAdvertisements(on: wanted.name)
    }

    /// Restores the host end of a veth as a bridge port with its settings, including a veth of an older mdnp.
    nonisolated(nonsending) func repair(_ resource: Resource) async throws {
        guard case .veth(let wanted) = resource, let construction = wanted.construction, let bridge = wanted.bridge
        else {
            return
        }
        // The bridge may have been replaced.
        places.forget(wanted.network)
        let place = try places.place(of: wanted.network, named: bridge)
        try links.set(.name(wanted.name), as: "attach link") { link in
            link.master = place.index
            link.group = LinkGroup.active
            link.isUp = true
            link.settings = Self.settings(behind: place)
        }
        var port = Self.port(wanted)
        port.isolated = false
        try links.setBridgePort(.name(wanted.name), to: port)
        try askForNeighbors(construction, behind: place)
        try neighbors.introduce(wanted, with: construction, behind: place)
        try await settings.ignoreAdvertisements(on: wanted.name)
    }

    /// Retires a link, or deletes one without an alias; a missing one is no error.
    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws {
        switch key {
        case .veth(let name): try rtnetlink.retire(.name(name))
        case .remnant(let name): try rtnetlink.delete(name)
        default: break
        }
    }

    private nonisolated(nonsending) func makeRetrying(
        _ wanted: VethLink,
        with construction: VethLink.Construction,
        in bridge: InterfaceName
    ) async throws -> BridgePlace {
        do throws(NetlinkError) {
            return try make(wanted, with: construction, in: places.place(of: wanted.network, named: bridge))
        } catch {
            // Retired links occupy ports until their deletion. On any other error, the bridge may have been replaced.
            if error.number == .exchangeFull {
                _ = try await retiredLinks.clear()
            } else {
                places.forget(wanted.network)
            }
        }
        do throws(NetlinkError) {
            return try make(wanted, with: construction, in: places.place(of: wanted.network, named: bridge))
        } catch {
            guard error.number == .exchangeFull else { throw error }
            throw DataplaneError.conflict("bridge \(bridge): has no free port")
        }
    }

    private func make(
        _ wanted: VethLink,
        with construction: VethLink.Construction,
        in bridge: BridgePlace
    ) throws(NetlinkError) -> BridgePlace {
        var host = LinkDescription(name: wanted.name)
        host.macAddress = construction.mac
        // Without a value, the kernel sets its default MTU on both ends.
        host.mtu = (construction.mtu == .automatic ? bridge.mtu : construction.mtu.bytes).map(UInt32.init)
        host.master = bridge.index
        host.settings = Self.settings(behind: bridge)
        host.group = LinkGroup.active
        host.alias = "\(wanted.alias)"
        host.isUp = true
        host.port = Self.port(wanted)
        var container = LinkDescription(name: construction.peer)
        container.macAddress = construction.peerMAC
        container.mtu = host.mtu
        try links.addVeth(host, peer: container)
        try askForNeighbors(construction, behind: bridge)
        return bridge
    }

    /// Makes the host resolve neighbors behind a bridge if an endpoint may have addresses unknown to mdnp.
    private func askForNeighbors(
        _ construction: VethLink.Construction,
        behind bridge: BridgePlace
    ) throws(NetlinkError) {
        guard construction.asksForNeighbors else { return }
        // The kernel's default (`mcast_solicit`).
        try rtnetlink.neighbors.setQuestions(to: 3, for: construction.families, behind: bridge)
    }

    private func deleteLeftover(_ name: InterfaceName) throws {
        let group = try links.get(.name(name)).group
        guard group == LinkGroup.active || group == LinkGroup.retired else {
            throw DataplaneError.conflict("link \(name): exists and does not belong to mdnp")
        }
        try rtnetlink.delete(name)
    }

    /// Returns the settings of a bridge port.
    ///
    /// With bridge-nf-call-iptables, packets of a container to its own published port leave by the same port. The port forwards frames to
    /// 01:80:c2:00:00:0X, except pause frames, which the kernel drops. Otherwise the bridge would deliver these frames to the host past all
    /// rules. The port learns no addresses: mdnp adds the forwarding entry.
    private static func port(_ wanted: VethLink) -> BridgePort {
        var port = BridgePort()
        port.hairpin = wanted.isHairpin
        port.groupForwardMask = groupForwardMask
        port.learning = false
        port.multicastGroupLimit = groupLimit
        return port
    }

    /// The maximum number of multicast groups behind one port.
    static var groupLimit: UInt32 { 64 }

    /// One bit for each of the addresses 01:80:c2:00:00:00 to 0f except the second.
    static var groupForwardMask: UInt16 { 0xfffd }

    /// Returns the settings of the host end: a bridge port has no addresses of its own.
    private static func settings(behind bridge: BridgePlace) -> LinkSettings? {
        guard bridge.hasIPv6, bridge.mtu >= 1280 else { return nil }
        var settings = LinkSettings()
        settings.addressGeneration = AddressGenerationMode.none
        return settings
    }
}

extension Neighbors {
    /// Sets the number of requests that the host sends for an unknown neighbor behind a bridge.
    func setQuestions(
        to count: UInt32,
        for families: Set<IPFamily>,
        behind bridge: BridgePlace
    ) throws(NetlinkError) {
        for family in families where bridge.speaks(family) {
            try setMulticastProbes(count, of: bridge.index, family: family)
        }
    }
}
