// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire

/// The same links as mdnp makes, made by the bare kernel over the same netlink: what there is no way below.
final class BareKernel {
    private static let group: UInt32 = 77

    private let links: Links
    private let bridge: LinkIndex
    private var count = 0
    private var buried = 0

    /// A bridge with as many ports as the daemon's has.
    init(namespace: NetworkNamespace, standing: Int) throws {
        links = Links(try NetlinkSocket(.route, in: namespace))
        var description = LinkDescription(name: try InterfaceName("bare"))
        description.isUp = true
        try links.addBridge(description)
        bridge = try links.get(.name(try InterfaceName("bare"))).index
        for _ in 0..<standing { try add(group: 0) }
    }

    /// Makes a veth with both its ends' names and MAC addresses, one end a port of the bridge, up, in a group and with an alias.
    func addLink() throws {
        try add(group: Self.group)
        buried += 1
    }

    /// Deletes what was measured, at times, outside what is measured.
    func buryIfMany() throws {
        guard buried >= 50 else { return }
        try links.deleteGroup(Self.group)
        buried = 0
    }

    /// Takes all of it away, as far as it can be.
    func remove() {
        if buried > 0 { try? links.deleteGroup(Self.group) }
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
