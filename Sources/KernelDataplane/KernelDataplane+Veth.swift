import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

extension KernelDataplane {
    /// Makes an endpoint's veth: the host's end a port of the bridge and up, the other where Docker picks it up.
    ///
    /// A leftover of an earlier try is replaced.
    func addVeth(of endpoint: Endpoint, on network: Network) async throws {
        // Asked before: the alias travels with the request, and a link of somebody else's that has the name would get it.
        if route.linkIndex(of: endpoint.link) != nil { try deleteLeftover(endpoint.link) }
        try await makeVethRetrying(endpoint, on: network)
        try introduce(endpoint, on: network)
        try await settings.ignoreAdvertisements(on: endpoint.link)
    }

    private func makeVethRetrying(_ endpoint: Endpoint, on network: Network) async throws {
        do {
            try makeVeth(of: endpoint, on: network, bridge: bridge(of: network))
        } catch let error as NetlinkError where error.number == .exchangeFull {
            // The dead are ports until they are reaped.
            guard try await reap() > 0 else {
                throw DataplaneError.conflict("bridge \(network.bridge): has no port left")
            }
            try makeVeth(of: endpoint, on: network, bridge: bridge(of: network))
        } catch is NetlinkError {
            // The bridge may be another one by now, or none.
            bridges[network.id] = nil
            try await ensureBridge(of: network)
            try makeVeth(of: endpoint, on: network, bridge: bridge(of: network))
        }
    }

    /// Puts the host's end of a veth into its bridge, where it forgot what kind of port it was, or was made by an older mdnp.
    func attach(_ endpoint: Endpoint, to network: Network) async throws {
        let name = endpoint.link
        // The bridge may be another one by now.
        bridges[network.id] = nil
        let bridge = try bridge(of: network)
        try links.set(.name(name), "attach link") { link in
            link.master = bridge.index
            link.group = LinkGroup.living
            link.isUp = true
            link.settings = Self.linkSettings(of: network, bridge)
        }
        var port = Self.port(of: endpoint, on: network)
        port.isolated = false
        try links.setBridgePort(.name(name), port)
        try askForNeighbors(of: endpoint, on: network, behind: bridge)
        try introduce(endpoint, on: network)
        try await settings.ignoreAdvertisements(on: name)
    }

    /// What a port of a bridge is.
    ///
    /// With bridge-nf-call-iptables, what comes to its own published port leaves by the port it came from. Frames to 01:80:c2:00:00:0X
    /// would pass the rules by, straight up to the host, were they not forwarded like others; all but those that pause a link, which the
    /// kernel drops. And the bridge knows from mdnp who is behind the port, not from who says so.
    private static func port(of endpoint: Endpoint, on network: Network) -> BridgePort {
        var port = BridgePort()
        port.hairpin = endpoint.isHairpin(on: network)
        port.groupForwardMask = groupForwardMask
        port.learning = false
        port.multicastGroupLimit = groupLimit
        return port
    }

    /// One bit for each of the addresses 01:80:c2:00:00:00 to 0f but the second.
    static var groupForwardMask: UInt16 { 0xfffd }

    /// What the host's end is to IPv4 and IPv6: nothing speaks by a port itself.
    private static func linkSettings(of network: Network, _ bridge: BridgePlace) -> LinkSettings? {
        guard bridge.hasIPv6, bridge.mtu >= 1280 else { return nil }
        var settings = LinkSettings()
        settings.addressGeneration = AddressGenerationMode.none
        return settings
    }

    /// Hands a link to the reaper; one that is gone is gone.
    func bury(_ name: InterfaceName) throws {
        do throws(NetlinkError) {
            try links.setGroup(of: .name(name), to: LinkGroup.dead)
        } catch let error where error.isNoDevice {}
    }

    /// Deletes a link by itself; one that is gone is gone.
    func delete(_ name: InterfaceName) throws {
        do throws(NetlinkError) {
            try links.delete(.name(name))
        } catch let error where error.isNoDevice {}
    }

    private func makeVeth(of endpoint: Endpoint, on network: Network, bridge: BridgePlace) throws {
        var host = LinkDescription(name: endpoint.link)
        host.macAddress = endpoint.linkMAC
        // Without a word the kernel gives both ends its own.
        host.mtu = (network.options.mtu == .automatic ? bridge.mtu : network.options.mtu.bytes).map(UInt32.init)
        host.master = bridge.index
        host.settings = Self.linkSettings(of: network, bridge)
        host.group = LinkGroup.living
        host.alias = "\(LinkAlias.endpoint(endpoint.id, on: network.id))"
        host.isUp = true
        host.port = Self.port(of: endpoint, on: network)
        var container = LinkDescription(name: endpoint.peer)
        container.macAddress = endpoint.mac
        container.mtu = host.mtu
        try links.addVeth(host, peer: container)
        try askForNeighbors(of: endpoint, on: network, behind: bridge)
    }

    private func deleteLeftover(_ name: InterfaceName) throws {
        let group = try links.get(.name(name)).group
        guard group == LinkGroup.living || group == LinkGroup.dead else {
            throw DataplaneError.conflict("link \(name): is there already and is not mdnp's")
        }
        try delete(name)
    }

    func bridge(of network: Network) throws -> BridgePlace {
        if let bridge = bridges[network.id] { return bridge }
        let link = try links.get(.name(network.bridge))
        let bridge = BridgePlace(link, mtu: Int(link.mtu))
        bridges[network.id] = bridge
        return bridge
    }
}
