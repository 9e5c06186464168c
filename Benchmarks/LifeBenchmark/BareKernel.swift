// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire

/// The links of mdnp, created by the bare kernel over the same netlink: the lower bound of the time.
final class BareKernel {
    private static let group: UInt32 = 77

    private let links: Links
    private let bridge: LinkIndex
    private var count = 0
    private var retired = 0

    /// Creates a bridge with as many ports as the daemon's bridge.
    init(namespace: NetworkNamespace, active: Int) throws {
        links = Links(try NetlinkSocket(.route, in: namespace))
        var description = LinkDescription(name: try InterfaceName("bare"))
        description.isUp = true
        try links.addBridge(description)
        bridge = try links.get(.name(try InterfaceName("bare"))).index
        for _ in 0..<active { try add(group: 0) }
    }

    /// Creates a veth with the names and MAC addresses of both ends.
    ///
    /// One end is a port of the bridge, up, in a group and with an alias.
    func addLink() throws {
        try add(group: Self.group)
        retired += 1
    }

    /// Deletes the measured links in batches, outside the measured time.
    func retireIfMany() throws {
        guard retired >= 50 else { return }
        try links.deleteGroup(Self.group)
        retired = 0
    }

    /// Removes all links as far as possible.
    func remove() {
        if retired > 0 { try? links.deleteGroup(Self.group) }
        for link in (try? links.list(master: bridge)) ?? [] {
            try? links.setGroup(of: .index(link.index), to: Self.group)
        }
        try? links.deleteGroup(Self.group)
        try? links.delete(.index(bridge))
    }

    private func add(group: UInt32) throws {
        count += 1
        var host = LinkDescription(name: try InterfaceName("bv\(count)"))
        host.macAddress = MACAddress(truncatingIfNeeded: 0x0600_0000_0000 + UInt64(count))
        host.master = bridge
        host.group = group
        host.isUp = true
        host.alias = "bare " + String(repeating: "e", count: 140)
        var peer = LinkDescription(name: try InterfaceName("bc\(count)"))
        peer.macAddress = MACAddress(truncatingIfNeeded: 0x0200_0000_0000 + UInt64(count))
        try links.addVeth(host, peer: peer)
    }
}
