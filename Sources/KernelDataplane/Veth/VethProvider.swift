// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Makes and repairs the veths of endpoints, and hands them to the reaper.
struct VethProvider: Provider {
    let rtnetlink: Rtnetlink
    let settings: HostSettings
    let places: BridgePlaces
    let neighbors: NeighborProvider
    let graveyard: Graveyard

    private var links: Links { rtnetlink.links }

    /// Makes a veth: the host's end a port of the bridge and up, the other where Docker picks it up.
    ///
    /// A leftover of an earlier try is replaced.
    nonisolated(nonsending) func ensure(_ resource: Resource) async throws {
        guard case .veth(let wanted) = resource, let construction = wanted.construction, let bridge = wanted.bridge
        else {
            return
        }
        // Asked before: the alias travels with the request, and a link of somebody else's that has the name would get it.
        if rtnetlink.socket.linkIndex(of: wanted.name) != nil { try deleteLeftover(wanted.name) }
        let place = try await makeRetrying(wanted, with: construction, in: bridge)
        try neighbors.introduce(wanted, with: construction, behind: place)
        try await settings.ignoreAdvertisements(on: wanted.name)
    }

    /// Puts the host's end of a veth into its bridge, where it forgot what kind of port it was, or was made by an older mdnp.
    nonisolated(nonsending) func repair(_ resource: Resource) async throws {
        guard case .veth(let wanted) = resource, let construction = wanted.construction, let bridge = wanted.bridge
        else {
            return
        }
        // The bridge may be another one by now.
        places.forget(wanted.network)
        let place = try places.place(of: wanted.network, named: bridge)
        try links.set(.name(wanted.name), as: "attach link") { link in
            link.master = place.index
            link.group = LinkGroup.living
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

    /// Hands a link to the reaper, or deletes one that never got its alias; one that is gone is gone.
    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws {
        switch key {
        case .veth(let name): try rtnetlink.bury(.name(name))
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
            // The dead are ports until they are reaped, here or where that is just done; else the bridge may be another one by now.
            if error.number == .exchangeFull { _ = try await graveyard.clear() } else { places.forget(wanted.network) }
        }
        do throws(NetlinkError) {
            return try make(wanted, with: construction, in: places.place(of: wanted.network, named: bridge))
        } catch {
            guard error.number == .exchangeFull else { throw error }
            throw DataplaneError.conflict("bridge \(bridge): has no port left")
        }
    }

    private func make(
        _ wanted: VethLink,
        with construction: VethLink.Construction,
        in bridge: BridgePlace
    ) throws(NetlinkError) -> BridgePlace {
        var host = LinkDescription(name: wanted.name)
        host.macAddress = construction.mac
        // Without a word the kernel gives both ends its own.
        host.mtu = (construction.mtu == .automatic ? bridge.mtu : construction.mtu.bytes).map(UInt32.init)
        host.master = bridge.index
        host.settings = Self.settings(behind: bridge)
        host.group = LinkGroup.living
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

    /// Lets the host ask for neighbors behind a bridge where an endpoint may have addresses that mdnp does not know.
    private func askForNeighbors(
        _ construction: VethLink.Construction,
        behind bridge: BridgePlace
    ) throws(NetlinkError) {
        guard construction.asksForNeighbors else { return }
        // The kernel's own number (`mcast_solicit`).
        try rtnetlink.neighbors.setQuestions(to: 3, for: construction.families, behind: bridge)
    }

    private func deleteLeftover(_ name: InterfaceName) throws {
        let group = try links.get(.name(name)).group
        guard group == LinkGroup.living || group == LinkGroup.dead else {
            throw DataplaneError.conflict("link \(name): is there already and is not mdnp's")
        }
        try rtnetlink.delete(name)
    }

    /// What a port of a bridge is.
    ///
    /// With bridge-nf-call-iptables, what comes to its own published port leaves by the port it came from. Frames to 01:80:c2:00:00:0X
    /// would pass the rules by, straight up to the host, were they not forwarded like others; all but those that pause a link, which the
    /// kernel drops. And the bridge knows from mdnp who is behind the port, not from who says so.
    private static func port(_ wanted: VethLink) -> BridgePort {
        var port = BridgePort()
        port.hairpin = wanted.isHairpin
        port.groupForwardMask = groupForwardMask
        port.learning = false
        port.multicastGroupLimit = groupLimit
        return port
    }

    /// How many multicast groups the listeners behind one port may join.
    static var groupLimit: UInt32 { 64 }

    /// One bit for each of the addresses 01:80:c2:00:00:00 to 0f but the second.
    static var groupForwardMask: UInt16 { 0xfffd }

    /// What the host's end is to IPv4 and IPv6: nothing speaks by a port itself.
    private static func settings(behind bridge: BridgePlace) -> LinkSettings? {
        guard bridge.hasIPv6, bridge.mtu >= 1280 else { return nil }
        var settings = LinkSettings()
        settings.addressGeneration = AddressGenerationMode.none
        return settings
    }
}

extension Neighbors {
    /// Sets how often the host asks for a neighbor behind a bridge that it does not know.
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
