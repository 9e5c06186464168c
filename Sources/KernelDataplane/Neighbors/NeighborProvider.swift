// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Maintains static forwarding entries of bridges and permanent neighbor entries of the host, for containers.
struct NeighborProvider: Provider {
    let rtnetlink: Rtnetlink

    private var neighbors: Neighbors { rtnetlink.neighbors }

    /// The protocol number of mdnp entries (`ip neighbor show proto 109`).
    static var maker: UInt8 { 0x6d }

    nonisolated(nonsending) func ensure(_ resource: Resource) async throws {
        guard case .neighbor(let neighbor) = resource else { return }
        guard let link = rtnetlink.socket.linkIndex(of: neighbor.link) else { return }
        if try !isForeign(neighbor, behind: link) { try neighbors.replace(neighbor.message(on: link)) }
    }

    /// Removes an mdnp entry; a foreign one stays.
    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws {
        guard case .neighbor(let neighbor) = key else { return }
        guard let link = rtnetlink.socket.linkIndex(of: neighbor.link) else { return }
        do throws(NetlinkError) {
            if try !isForeign(neighbor, behind: link) { try neighbors.delete(neighbor.message(on: link)) }
        } catch let error where error.isGone {}
    }

    /// Adds the forwarding entry of a container's MAC address, and the neighbor entries of its addresses.
    ///
    /// A foreign permanent entry for one of the addresses stays as it is.
    func introduce(_ veth: VethLink, with construction: VethLink.Construction, behind bridge: BridgePlace) throws {
        guard let port = rtnetlink.socket.linkIndex(of: veth.name) else {
            throw DataplaneError.failed("link \(veth.name): is gone")
        }
        let wanted = construction.neighbors.filter { bridge.speaks($0.address.family) }
        let forwarding = Self.forwarding(to: construction.peerMAC, by: port)
        if try add([forwarding] + wanted.map { $0.message(on: bridge.index) }) { return }
        // An entry exists: the host has resolved the neighbor before, or the entry is foreign.
        for neighbor in wanted where try !isForeign(neighbor, behind: bridge.index) {
            try neighbors.replace(neighbor.message(on: bridge.index))
        }
    }

    /// Adds entries; returns false if one existed already.
    private func add(_ entries: [NeighborMessage]) throws(NetlinkError) -> Bool {
        do throws(NetlinkError) {
            try neighbors.introduce(entries)
            return true
        } catch let error where error.isExists {
            return false
        }
    }

    private func isForeign(_ neighbor: HostNeighbor, behind bridge: LinkIndex) throws(NetlinkError) -> Bool {
        try neighbors.get(neighbor.address, behind: bridge).map(Self.isForeign) ?? false
    }

    /// Reads the permanent neighbor entries behind mdnp bridges, and the static forwarding entries.
    func observe(
        behind bridges: [LinkIndex: InterfaceName],
        into observed: inout ObservedState
    ) throws(NetlinkError) -> [LinkIndex: Set<MACAddress>] {
        var own: Set<HostNeighbor> = []
        for neighbor in try neighbors.list() where neighbor.state.contains(.permanent) {
            guard let bridge = bridges[neighbor.linkIndex], let address = neighbor.destination,
                !address.isMulticast, let mac = neighbor.hardwareAddress
            else { continue }
            let found = HostNeighbor(address, at: mac, behind: bridge)
            if Self.isForeign(neighbor) {
                observed.foreignNeighbors.insert(found)
            } else {
                own.insert(found)
            }
        }
        observed.neighbors = own
        var forwarded: [LinkIndex: Set<MACAddress>] = [:]
        for bridge in bridges.keys {
            for entry in try neighbors.listForwarding(of: bridge) where entry.state.contains(.noARP) {
                guard let mac = entry.hardwareAddress else { continue }
                forwarded[entry.linkIndex, default: []].insert(mac)
            }
        }
        return forwarded
    }

    private static func isForeign(_ neighbor: NeighborMessage) -> Bool {
        neighbor.state.contains(.permanent) && neighbor.maker != maker
    }

    /// Returns an entry that `bridge fdb` lists as static.
    private static func forwarding(to mac: MACAddress, by port: LinkIndex) -> NeighborMessage {
        var entry = NeighborMessage(family: .bridge, linkIndex: port)
        entry.state = [.noARP, .reachable]
        entry.flags = .master
        entry.hardwareAddress = mac
        return entry
    }
}

extension HostNeighbor {
    fileprivate func message(on bridge: LinkIndex) -> NeighborMessage {
        var neighbor = NeighborMessage(family: AddressFamily(address.family), linkIndex: bridge)
        neighbor.state = .permanent
        neighbor.destination = address
        neighbor.hardwareAddress = mac
        neighbor.maker = NeighborProvider.maker
        return neighbor
    }
}
