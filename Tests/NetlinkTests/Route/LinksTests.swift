// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct LinksTests {
    private let bridgeName: InterfaceName
    private let hostName: InterfaceName
    private let guestName: InterfaceName

    init() throws {
        bridgeName = try InterfaceName("br0")
        hostName = try InterfaceName("veth-host")
        guestName = try InterfaceName("veth-guest")
    }

    private func links() throws -> Links {
        Links(try NetlinkSocket(.route, in: try .ofTest))
    }

    /// Returns a bridge, and a veth with one end as its port.
    private func linksWithPort() throws -> (links: Links, bridge: Link) {
        let links = try links()
        try links.addBridge(LinkDescription(name: bridgeName))
        let bridge = try links.get(.name(bridgeName))
        var host = LinkDescription(name: hostName)
        host.master = bridge.index
        host.isUp = true
        try links.addVeth(host, peer: LinkDescription(name: guestName))
        return (links, bridge)
    }

    @Test func `a new namespace has a loopback that is down`() throws {
        let all = try links().list()
        #expect(all.map(\.name) == ["lo"])
        #expect(all.first?.index == 1)
        #expect(all.first?.isUp == false)
        #expect(all.first?.macAddress?.isZero == true)
    }

    @Test func `the socket returns a link's index by name without a message`() throws {
        let socket = try NetlinkSocket(.route, in: try .ofTest)
        #expect(socket.linkIndex(of: bridgeName) == nil)
        try Links(socket).addBridge(LinkDescription(name: bridgeName))
        #expect(socket.linkIndex(of: bridgeName) == (try Links(socket).get(.name(bridgeName)).index))
    }

    @Test func `a bridge is created with all its settings`() async throws {
        let links = try links()
        var link = LinkDescription(name: bridgeName)
        link.macAddress = MACAddress("02:42:0a:01:00:01")
        link.mtu = 1400
        link.group = 7
        link.alias = "mdnp network 9c41e0"
        link.isUp = true
        var settings = Bridge()
        settings.forwardDelay = 0
        settings.snoopsMulticast = false
        try links.addBridge(link, settings: settings)

        let bridge = try links.get(.name(bridgeName))
        #expect(bridge.kind == "bridge")
        #expect(bridge.macAddress == link.macAddress)
        #expect(bridge.mtu == 1400)
        #expect(bridge.group == 7)
        #expect(bridge.alias == link.alias)
        #expect(bridge.isUp)
        #expect(bridge.bridge?.snoopsMulticast == false)
        let shown = try await Witness(try .ofTest)("ip", "-d", "link", "show", "dev", "br0")
        #expect(shown.contains("mcast_snooping 0"))
        #expect(shown.contains("alias mdnp network 9c41e0"))
        #expect(shown.contains("link/ether 02:42:0a:01:00:01"))
        #expect(shown.contains("group 7"))
    }

    @Test func `a veth is created with both ends at once`() async throws {
        let links = try links()
        try links.addBridge(LinkDescription(name: bridgeName))
        let bridge = try links.get(.name(bridgeName))
        var host = LinkDescription(name: hostName)
        host.macAddress = MACAddress("02:00:00:00:00:01")
        host.mtu = 1450
        host.master = bridge.index
        host.group = 11
        host.alias = "mdnp endpoint 3f2a91"
        host.isUp = true
        var guest = LinkDescription(name: guestName)
        guest.macAddress = MACAddress("02:00:00:00:00:02")
        guest.mtu = 1450
        guest.group = 12
        guest.alias = "guest"
        try links.addVeth(host, peer: guest)

        let hostEnd = try links.get(.name(hostName))
        let guestEnd = try links.get(.name(guestName))
        #expect(hostEnd.kind == "veth")
        #expect(hostEnd.peer == guestEnd.index)
        #expect(guestEnd.peer == hostEnd.index)
        #expect(hostEnd.peerNamespaceID == nil)
        #expect(hostEnd.macAddress == host.macAddress)
        #expect(guestEnd.macAddress == guest.macAddress)
        #expect([hostEnd.mtu, guestEnd.mtu] == [1450, 1450])
        #expect(hostEnd.master == bridge.index)
        #expect([hostEnd.group, guestEnd.group] == [11, 12])
        #expect([hostEnd.alias, guestEnd.alias] == [host.alias, guest.alias])
        #expect(hostEnd.isUp && !guestEnd.isUp)
        #expect(hostEnd.operationalState == .lowerLayerDown)
        #expect(hostEnd.bridgePort?.isolated == false)
        let shown = try await Witness(try .ofTest)("ip", "-o", "link", "show", "master", "br0")
        #expect(shown.contains("veth-host@veth-guest"))
    }

    @Test(arguments: [nil, "mdnp endpoint 1"])
    func `a veth is created as a port with its settings`(alias: String?) throws {
        let links = try links()
        try links.addBridge(LinkDescription(name: bridgeName))
        var host = LinkDescription(name: hostName)
        host.master = try links.get(.name(bridgeName)).index
        host.alias = alias
        var settings = BridgePort()
        settings.hairpin = true
        settings.isolated = true
        host.port = settings
        try links.addVeth(host, peer: LinkDescription(name: guestName))
        let made = try links.get(.name(hostName))
        #expect(made.alias == alias)
        guard case .bridge(let port)? = made.message.port else {
            Issue.record("not a port of a bridge")
            return
        }
        #expect(port.hairpin == true)
        #expect(port.isolated == true)
        #expect(port.learning == true)
    }

    @Test func `the other end of a veth may be created in another namespace`() throws {
        let links = try links()
        let other = try NetworkNamespace.new()
        try links.addVeth(LinkDescription(name: hostName), peer: LinkDescription(name: guestName), in: other)
        let inside = try Links(NetlinkSocket(.route, in: other)).get(.name(guestName))
        let outside = try links.get(.name(hostName))
        #expect(outside.peer == inside.index)
        #expect(outside.peerNamespaceID != nil)
        #expect(try links.list().map(\.name) == ["lo", "veth-host"])
    }

    @Test func `a name in use is refused with the error number and the subject`() throws {
        let links = try links()
        try links.addBridge(LinkDescription(name: bridgeName))
        let error = #expect(throws: NetlinkError.self) { try links.addBridge(LinkDescription(name: bridgeName)) }
        #expect(error?.isExists == true)
        #expect("\(try #require(error))" == "add link br0: EEXIST: File exists")
    }

    @Test func `an error has the kernel's message`() throws {
        let (links, bridge) = try linksWithPort()
        let error = #expect(throws: NetlinkError.self) {
            try links.setMaster(of: .name(bridgeName), to: bridge.index)
        }
        let text = "\(try #require(error))"
        #expect(text.hasPrefix("set master of link br0: "))
        #expect(text.contains(": kernel: \""))
    }

    @Test func `a missing link is reported as no such device`() throws {
        let links = try links()
        for call in [
            { try links.delete(.name(bridgeName)) },
            { _ = try links.get(.index(4711)) },
            { try links.setUp(.name(bridgeName)) },
            { try links.deleteGroup(9) },
        ] {
            let error = #expect(throws: NetlinkError.self, performing: call)
            #expect(error?.isNoDevice == true)
        }
    }

    @Test func `an error of the second request in a datagram names that request`() throws {
        let links = try links()
        var link = LinkDescription(name: bridgeName)
        link.alias = String(repeating: "x", count: 300)
        let error = #expect(throws: NetlinkError.self) { try links.addBridge(link) }
        #expect(error?.operation == "set alias of link")
        #expect(try links.get(.name(bridgeName)).alias == nil)
    }

    @Test func `each attribute is set by its method`() throws {
        let (links, bridge) = try linksWithPort()
        let renamed = try InterfaceName("eth0")
        let address = try #require(MACAddress("02:42:ac:11:00:02"))
        try links.rename(.name(guestName), to: renamed)
        try links.setMTU(of: .name(renamed), to: 1300)
        try links.setMACAddress(of: .name(renamed), to: address)
        try links.setAlias(of: .name(renamed), to: "mine")
        try links.setGroup(of: .name(renamed), to: 5)
        try links.setUp(.name(renamed))
        let link = try links.get(.name(renamed))
        #expect(link.mtu == 1300)
        #expect(link.macAddress == address)
        #expect(link.alias == "mine")
        #expect(link.group == 5)
        #expect(link.isUp)
        try links.setAlias(of: .name(renamed), to: "")
        try links.setUp(.index(link.index), isUp: false)
        #expect(try links.get(.index(link.index)).alias == nil)
        #expect(try links.get(.index(link.index)).isUp == false)

        #expect(try links.list(master: bridge.index).map(\.name) == ["veth-host"])
        try links.setMaster(of: .name(hostName), to: nil)
        #expect(try links.list(master: bridge.index).isEmpty)
        #expect(try links.get(.name(hostName)).bridgePort == nil)
        #expect(try links.list(kind: "bridge").map(\.name) == ["br0"])
        #expect(Set(try links.list(kind: "veth").map(\.name)) == ["veth-host", "eth0"])
    }

    @Test func `a bridge port has its isolation and hairpin settings`() async throws {
        let (links, _) = try linksWithPort()
        var port = BridgePort()
        port.isolated = true
        port.hairpin = true
        try links.setBridgePort(.name(hostName), to: port)
        let read = try links.get(.name(hostName)).bridgePort
        #expect(read?.isolated == true)
        #expect(read?.hairpin == true)
        #expect(read?.learning == true)
        let shown = try await Witness(try .ofTest)("bridge", "-d", "link", "show", "dev", "veth-host")
        #expect(shown.contains("isolated on"))
        #expect(shown.contains("hairpin on"))
    }

    @Test func `IPv4 settings are set by a message`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let (links, _) = try linksWithPort()
        try links.setIPv4(of: .name(hostName), to: [.forwarding: 1, .routeLocalnet: 1])
        let values = try await namespace.run {
            try ["forwarding", "route_localnet", "proxy_arp"].map {
                try Sysctl(["net", "ipv4", "conf", "veth-host", $0]).read()
            }
        }
        #expect(values == ["1", "1", "0"])
    }

    @Test func `a group of links is deleted at once, and nothing else`() throws {
        let links = try links()
        for number in 0..<20 {
            var host = LinkDescription(name: try InterfaceName("h\(number)"))
            host.group = number < 15 ? 42 : 43
            try links.addVeth(host, peer: LinkDescription(name: try InterfaceName("g\(number)")))
        }
        try links.deleteGroup(42)
        #expect(try links.list(kind: "veth").count == 10)
        let error = #expect(throws: NetlinkError.self) { try links.deleteGroup(0) }
        #expect(error?.number == .invalid)
        #expect(try links.list(kind: "veth").count == 10)
    }

    @Test func `the counters of every link are listed by index, for each end of a veth from its own side`() async throws
    {
        let (links, bridge) = try linksWithPort()
        try links.setUp(.name(guestName))
        let send = """
            import socket
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            s.bind(("veth-guest", 0))
            for _ in range(7): s.send(b"\\xff" * 6 + b"\\x02" * 6 + b"\\x88\\xb5" + bytes(486))
            """
        try await Witness(try .ofTest)("python3", "-c", send)
        let statistics = try links.statistics()
        #expect(Set(statistics.keys) == Set(try links.list().map(\.index)))
        let host = try #require(statistics[links.get(.name(hostName)).index])
        let guest = try #require(statistics[links.get(.name(guestName)).index])
        // Neighbor discovery may add packets.
        #expect((7...20).contains(host.receivedPackets))
        #expect((3500...8000).contains(host.receivedBytes))
        #expect(guest.transmittedBytes >= 3500)
        #expect(guest.receivedBytes < 3500 && host.transmittedBytes < 3500)
        #expect(statistics[bridge.index] != nil)
    }

    @Test func `a link moves into another namespace`() throws {
        let (links, _) = try linksWithPort()
        let other = try NetworkNamespace.new()
        try links.move(.name(guestName), to: other)
        let gone = #expect(throws: NetlinkError.self) { try links.get(.name(guestName)) }
        #expect(gone?.isNoDevice == true)
        #expect(try Links(NetlinkSocket(.route, in: other)).get(.name(guestName)).kind == "veth")
    }

    @Test func `many requests in one datagram are all carried out`() throws {
        let socket = try NetlinkSocket(.route, in: try .ofTest)
        let requests = try (0..<300).map { number in
            var message = LinkMessage()
            message.name = "\(try InterfaceName("br\(number)"))"
            message.kind = .bridge(Bridge())
            return NetlinkRequest(
                "add link",
                subject: "br\(number)",
                type: .newLink,
                flags: [.create, .exclusive],
                body: message
            )
        }
        #expect(try socket.exchange(requests).count == 300)
        #expect(try Links(socket).list().count == 301)
    }

    @Test func `concurrent callers share one socket`() async throws {
        let links = try links()
        try links.addBridge(LinkDescription(name: bridgeName))
        let name = bridgeName
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask { try links.get(.name(name)).name.count + links.list().count }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 5, count: 200))
    }

    @Test func `a macvlan, a VXLAN link and an ifb are created with their settings`() throws {
        let (links, _) = try linksWithPort()
        let below = try links.get(.name(guestName)).index
        func kind(_ name: String, _ kind: LinkKind, above below: LinkIndex? = nil) throws -> LinkKind? {
            let name = try InterfaceName(name)
            try links.add(LinkDescription(name: name), kind: kind, above: below)
            let link = try links.get(.name(name))
            if below != nil { #expect(link.message.link == below) }
            return link.message.kind
        }

        guard case .macvlan(let macvlan) = try kind("mac0", .macvlan(Macvlan(mode: .bridge)), above: below) else {
            Issue.record("not a macvlan")
            return
        }
        #expect(macvlan.mode == .bridge)

        var vxlan = Vxlan(id: 42)
        vxlan.port = 4789
        vxlan.learns = false
        vxlan.remote = IPAddress("192.0.2.9")
        guard case .vxlan(let decoded) = try kind("vx0", .vxlan(vxlan)) else {
            Issue.record("not a VXLAN link")
            return
        }
        #expect(decoded.id == 42 && decoded.port == 4789 && decoded.learns == false && decoded.remote == vxlan.remote)

        #expect(try kind("ifb9", .ifb) == .ifb)
    }
}
