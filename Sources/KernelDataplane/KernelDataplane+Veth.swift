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
        do {
            try makeVeth(of: endpoint, on: network, bridge: bridgeIndex(of: network))
        } catch let error as NetlinkError where error.number == .exchangeFull {
            // The dead are ports until they are reaped.
            guard try await reap() > 0 else { throw DataplaneError("bridge \(network.bridge): has no port left") }
            try makeVeth(of: endpoint, on: network, bridge: bridgeIndex(of: network))
        } catch is NetlinkError {
            // The bridge may be another one by now, or none.
            bridgeIndices[network.id] = nil
            try await ensureBridge(of: network)
            try makeVeth(of: endpoint, on: network, bridge: bridgeIndex(of: network))
        }
    }

    /// Puts the host's end of a veth into its bridge, where it forgot what kind of port it was, or was made by an older mdnp.
    func attach(_ endpoint: Endpoint, to network: Network) throws {
        let name = endpoint.link
        // The bridge may be another one by now.
        bridgeIndices[network.id] = nil
        let bridge = try bridgeIndex(of: network)
        try links.set(.name(name), "attach link") { link in
            link.master = bridge
            link.group = LinkGroup.living
            link.isUp = true
        }
        var port = Self.port
        port.isolated = false
        try links.setBridgePort(.name(name), port)
        try introduce(endpoint, to: bridge)
    }

    /// Tells the host the container's MAC address.
    ///
    /// A bridge whose last port goes forgets its neighbors, and a question that was asked while the link was away is asked again only after a
    /// second: what the host sends would wait for that.
    private func introduce(_ endpoint: Endpoint, to bridge: Int32) throws {
        for held in endpoint.addresses {
            var neighbor = NeighborMessage(family: AddressFamily(held.address.family))
            neighbor.linkIndex = bridge
            neighbor.state = .stale
            neighbor.destination = held.address
            neighbor.hardwareAddress = endpoint.mac
            try neighbors.replace(neighbor)
        }
    }

    /// What a port of a bridge is: with bridge-nf-call-iptables, what comes to its own published port leaves by the port it came from.
    private static var port: BridgePort {
        var port = BridgePort()
        port.hairpin = true
        return port
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

    private func makeVeth(of endpoint: Endpoint, on network: Network, bridge: Int32) throws {
        var host = LinkDescription(name: endpoint.link)
        host.macAddress = endpoint.linkMAC
        host.mtu = network.options.mtu.map(UInt32.init)
        host.master = bridge
        host.group = LinkGroup.living
        host.alias = "\(LinkAlias.endpoint(endpoint.id, on: network.id))"
        host.isUp = true
        host.port = Self.port
        var container = LinkDescription(name: endpoint.peer)
        container.macAddress = endpoint.mac
        container.mtu = host.mtu
        try links.addVeth(host, peer: container)
    }

    private func deleteLeftover(_ name: InterfaceName) throws {
        let group = try links.get(.name(name)).group
        guard group == LinkGroup.living || group == LinkGroup.dead else {
            throw DataplaneError("link \(name): is there already and is not mdnp's")
        }
        try delete(name)
    }

    private func bridgeIndex(of network: Network) throws -> Int32 {
        if let index = bridgeIndices[network.id] { return index }
        let index = try links.get(.name(network.bridge)).index
        bridgeIndices[network.id] = index
        return index
    }
}
