// SPDX-License-Identifier: Apache-2.0

import Netlink
import NetlinkWire
import NetworkModel
import Testing

@testable import KernelDataplane

/// The selection of uplinks, for kinds of links that a test cannot create on every host.
struct UplinksTests {
    private func link(
        _ index: LinkIndex,
        _ name: String,
        _ kind: String? = nil,
        master: LinkIndex? = nil,
        believes: Int32 = 1,
        alias: String? = nil,
        flags: LinkFlags = []
    ) throws -> Link {
        var message = LinkMessage(index: index)
        message.name = name
        message.kind = kind.map { .other(name: $0) }
        message.master = master
        message.alias = alias
        message.flags = flags
        var settings = LinkSettings()
        settings.ipv6[.acceptRouters] = believes
        message.settings = settings
        return try #require(Link(message))
    }

    @Test func `hardware links, links over them and bridges with them are uplinks`() throws {
        let uplinks = Uplinks(among: [
            try link(1, "lo", flags: .loopback), try link(2, "eth0"), try link(3, "eth0.5", "vlan"),
            try link(4, "bond0", "bond"), try link(5, "eth1", master: 6), try link(6, "br0", "bridge"),
            try link(7, "eth2", master: 4), try link(8, "eth3", believes: 0), try link(9, "eth4", believes: 2),
        ])
        #expect(uplinks.certain.map(\.name) == ["eth0", "eth0.5", "bond0", "br0"])
        #expect(uplinks.possible.isEmpty)
    }

    @Test func `a veth may be an uplink, and neither a bridge over veths nor an mdnp link ever is`() throws {
        let uplinks = Uplinks(among: [
            try link(1, "docker0", "bridge"), try link(2, "veth1", "veth", master: 1), try link(3, "host0", "veth"),
            try link(4, "mdnp-a", "bridge", alias: "\(LinkAlias.network(try NetworkID("n1")))"),
            try link(5, "tun0", "tun"),
        ])
        #expect(uplinks.certain.isEmpty)
        #expect(uplinks.possible.map(\.name) == ["host0", "tun0"])
    }
}
