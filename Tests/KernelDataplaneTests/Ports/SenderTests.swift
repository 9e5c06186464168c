// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelDataplane
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel
import NetworkModelTesting
import Testing

/// The foreign source addresses that a container may use, and the counters of dropped frames.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct SenderTests {
    private static let port: UInt16 = 7000

    /// A container and its neighbor, for tests of the frames that pass from one to the other.
    fileprivate struct Line {
        let scene: Scene
        let sender: Wire
        let receiver: Wire
        let cast: Cast

        /// Creates the line, with options for the container `router` on the network of `web`.
        init(_ options: [String: String] = [:], framesPassHost: Bool = false) async throws {
            scene = try await Scene(framesPassHost: framesPassHost)
            let router = try await scene.container("router", 3, on: scene.network, options)
            sender = try await Wire(router.witness, "eth0")
            receiver = try await Wire(scene.web.witness, "eth0")
            cast = Cast(own: router.endpoint, victim: scene.web.endpoint)
        }

        var router: Endpoint { cast.own }

        /// A frame that no rule drops.
        private var marker: Frame {
            Frame(
                to: cast.victim.mac,
                from: cast.own.mac,
                .datagram(from: cast.own(.v4), to: cast.victim(.v4), port: 4711)
            )
        }

        /// - Parameter received: The frame that the neighbor receives, if it differs.
        func carries(_ frame: Frame, as received: Frame? = nil) async throws -> Bool {
            try await sender.send(frame)
            try await sender.send(marker)
            return try await receiver.receives(received ?? frame, before: marker)
        }

        func carries(from source: String, to target: String? = nil, by mac: MACAddress? = nil) async throws -> Bool {
            let source = IPAddress.of(source)
            let target = target.map { IPAddress.of($0) } ?? cast.victim(source.family)
            let packet = Packet.datagram(from: source, to: target, port: 9)
            return try await carries(Frame(to: cast.victim.mac, from: mac ?? cast.own.mac, packet))
        }

        func carries(claimTo address: String) async throws -> Bool {
            let address = IPAddress.of(address)
            let packet =
                address.family == .v4
                ? Packet.arp(2, hardware: cast.own.mac, source: address, target: cast.victim(.v4))
                : Packet.neighbor(136, from: cast.own(.v6), target: address, cast.own.mac)
            return try await carries(Frame(to: cast.victim.mac, from: cast.own.mac, packet))
        }

        func carries(etherType: UInt16) async throws -> Bool {
            let bytes = cast.victim.mac.bytes + cast.own.mac.bytes + [UInt8(etherType >> 8), UInt8(etherType & 0xff)]
            return try await carries(Frame(bytes: bytes + [UInt8](repeating: 7, count: 46)))
        }

        /// Returns a Boolean value that indicates whether an IPv4 datagram in a VLAN frame reaches the neighbor.
        func carries(vlanFrom source: String) async throws -> Bool {
            let packet = Packet.datagram(from: .of(source), to: cast.victim(.v4), port: 9)
            let frame = Frame(to: cast.victim.mac, from: cast.own.mac, packet)
            let tagged = Frame(bytes: frame.bytes.prefix(12) + [0x81, 0, 0, 5] + frame.bytes.dropFirst(12))
            // The kernel reports the tag separately.
            return try await carries(tagged, as: frame)
        }

        /// Returns the firewall's counters of the container's dropped frames.
        func dropped() async throws -> Set<DroppedFrames> {
            Set(try await scene.host.facts().droppedFrames[router.link] ?? [])
        }
    }

    @Test(arguments: [false, true])
    func `link-local sources with the own MAC address reach a neighbor without an option`(
        framesPassHost: Bool
    ) async throws {
        let line = try await Line(framesPassHost: framesPassHost)
        for source in ["169.254.9.9", "169.254.255.254", "fe80::9", "fe80::1234:5678:9abc:def0", "febf::1"] {
            let targets =
                source.contains(":") ? ["fe80::1", "fd00:1::2"] : ["169.254.1.1", "224.0.0.251", "255.255.255.255"]
            for target in targets {
                #expect(try await line.carries(from: source, to: target), "\(source) to \(target)")
                let other = MACAddress.of("02:00:00:00:00:99")
                #expect(try await !line.carries(from: source, to: target, by: other), "\(source) to \(target)")
            }
            #expect(try await line.carries(claimTo: source), "\(source)")
        }
        // Such as a reply from the link-local address of an outside name server, to which the neighbor sends queries.
        #expect(try await !line.carries(from: "169.254.169.253"))
        for source in ["169.253.9.9", "169.255.9.9", "fec0::1", "fe7f::1", "fe80::ff:fe00:1", "\(line.otherLinkLocal)"]
        {
            #expect(try await !line.carries(from: source), "\(source)")
            #expect(try await !line.carries(claimTo: source), "\(source)")
        }
    }

    @Test(arguments: [false, true])
    func `link-local sources reach no daemon of the host and leave its tables unchanged`(framesPassHost: Bool)
        async throws
    {
        let line = try await Line(framesPassHost: framesPassHost)
        let server = try MirrorServer(in: line.scene.host.witness.namespace, port: Self.port)
        let host = line.scene.host.witness
        let before = try await host("ip", "neighbor", "show")
        for number in 1...50 {
            for source in ["169.254.9.\(number)", "fe80::9:\(number)"] {
                let source = IPAddress.of(source)
                let gateway = try line.scene.gateway(of: line.scene.network, source.family)
                let packets = [
                    Packet.datagram(from: source, to: gateway, port: Self.port),
                    source.family == .v4
                        ? .arp(1, hardware: line.router.mac, source: source, target: gateway)
                        : .neighbor(135, from: source, target: gateway, line.router.mac),
                ]
                for packet in packets {
                    for target in [line.scene.network.bridgeMAC, Frame.everybody] {
                        try await line.sender.send(Frame(to: target, from: line.router.mac, packet))
                    }
                }
            }
        }
        // The host answers only after it has processed all earlier frames.
        let gateway = try line.scene.gateway(of: line.scene.network, .v4)
        #expect(try await line.scene.web.witness.asks(Question(.udp, gateway, Self.port)) != nil)
        #expect(server.questions == 1)
        let after = try await host("ip", "neighbor", "show")
        #expect(!after.contains("169.254.") && !after.contains("fe80::9:"), "\(after)")
        #expect(before.contains("\(line.router.mac) PERMANENT"))
        let connections = try Connections(try NetlinkSocket(.netfilter, in: .ofTest)).list()
        #expect(!connections.contains { "\($0.original.source)".hasPrefix("169.254.") })
        #expect(!connections.contains { "\($0.original.source)".hasPrefix("fe80::9:") })
        // The effect without the rules.
        try await host("nft", "flush ruleset")
        let packet = Packet.datagram(from: .of("169.254.9.9"), to: gateway, port: Self.port)
        try await line.sender.send(Frame(to: line.scene.network.bridgeMAC, from: line.router.mac, packet))
        try await eventually("without the rules") { server.questions > 1 }
    }

    @Test func `a container with only IPv4 sends from the link-local address of its MAC address`() async throws {
        let scene = try await Scene()
        let network = try Network.named("mdnp-4", "10.4.0.1/24")
        try await scene.host.make(scene.network, scene.other, network)
        let containers = [
            try await Container("one", "10.4.0.2/24", on: network, of: scene.host),
            try await Container("two", "10.4.0.3/24", on: network, of: scene.host),
        ]
        for container in containers {
            try await scene.host.add(container.endpoint.firewallElements(on: network))
        }
        let other = IPv6Address(linkLocalOf: containers[1].endpoint.mac)
        try await eventually("the neighbor answers") {
            try await containers[0].reaches(InterfaceAddress("\(other)/64"), by: "eth0")
        }
        #expect(try await scene.host.facts().droppedFrames == [:])
    }

    @Test func `frames that are dropped for their source are counted in the traffic of their container`() async throws {
        let line = try await Line()
        let meter = try KernelTrafficMeter(in: .ofTest)
        func counted() async throws -> [UInt64?] {
            let traffic = try await meter.traffic(of: [line.router.link, line.scene.web.endpoint.link])
            return [traffic[line.router.link]?.sourceDrops, traffic[line.scene.web.endpoint.link]?.sourceDrops]
        }
        #expect(try await counted() == [0, 0])
        #expect(try await !line.carries(from: "198.51.100.7"))
        #expect(try await !line.carries(from: "2001:db8::7"))
        #expect(try await !line.carries(from: "10.1.0.3", by: .of("02:00:00:00:00:99")))
        #expect(try await counted() == [3, 0])
        // A new firewall, as after a flush.
        try await line.scene.host.witness("nft", "flush ruleset")
        #expect(try await counted() == [0, 0])
    }

    @Test(arguments: [false, true])
    func `a container sends from its allowed addresses, and claims those of its network`(
        framesPassHost: Bool
    ) async throws {
        let line = try await Line(
            ["allowed_addresses": "10.1.0.100-10.1.0.103,10.8.0.0/16,fd00:1::64,fd00:8::/64"],
            framesPassHost: framesPassHost
        )
        for source in ["10.1.0.100", "10.1.0.103", "fd00:1::64", "10.8.7.6", "fd00:8::99"] {
            #expect(try await line.carries(from: source), "\(source)")
            #expect(try await line.carries(claimTo: source), "\(source)")
            let other = MACAddress.of("02:00:00:00:00:99")
            #expect(try await !line.carries(from: source, by: other), "\(source)")
        }
        for source in ["10.1.0.104", "10.1.0.1", "10.1.0.2", "10.9.0.1", "fd00:1::65", "fd00:9::1", "fd00:1::1"] {
            #expect(try await !line.carries(from: source), "\(source)")
            #expect(try await !line.carries(claimTo: source), "\(source)")
        }
    }

    @Test(arguments: [false, true])
    func `a router sends from every address, and claims neither its gateway's nor its neighbor's address`(
        framesPassHost: Bool
    ) async throws {
        let line = try await Line(["allowed_addresses": "0.0.0.0/0 ::/0"], framesPassHost: framesPassHost)
        for source in ["10.1.0.77", "203.0.113.9", "2001:db8:9::1"] {
            #expect(try await line.carries(from: source), "\(source)")
        }
        for source in ["10.1.0.1", "fd00:1::1"] { #expect(try await !line.carries(from: source), "\(source)") }
        for claim in ["10.1.0.1", "10.1.0.2", "10.1.0.77", "fd00:1::1", "fd00:1::2"] {
            #expect(try await !line.carries(claimTo: claim), "\(claim)")
        }
    }

    @Test(arguments: [false, true])
    func `the host and a neighbor reach an allowed address of a container wherever it moves`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let options = ["allowed_addresses": "10.1.0.100 fd00:1::64"]
        let nodes = [
            try await scene.container("one", 3, on: scene.network, options),
            try await scene.container("two", 4, on: scene.network, options),
        ]
        let addresses = ["10.1.0.100/24", "fd00:1::64/64"].compactMap { InterfaceAddress($0) }
        for (node, other) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            for address in addresses {
                _ = try? await other.witness("ip", "address", "delete", "\(address)", "dev", "eth0")
                try await node.witness("ip", "address", "add", "\(address)", "dev", "eth0")
            }
            try await scene.announce(addresses.map(\.address), by: node)
            try await eventually("the address has moved") {
                for address in addresses {
                    guard try await scene.web.reaches(address), try await scene.hostReaches(address) else {
                        return false
                    }
                }
                return true
            }
        }
        // A container without such an option gets no answer.
        for address in addresses {
            try await nodes[1].witness("ip", "address", "delete", "\(address)", "dev", "eth0")
            try await scene.web.witness("ip", "address", "add", "\(address)", "dev", "eth0")
            try await nodes[0].witness("ip", "neighbor", "flush", "dev", "eth0")
            #expect(try await !nodes[0].reaches(address))
        }
    }

    @Test func `with spoof_check=mac any address passes with the own MAC address`() async throws {
        let line = try await Line(["spoof_check": "mac"])
        for (place, speech) in SentFrame.forged.enumerated() {
            let arrives = try await line.carries(speech.frame(line.cast))
            #expect(arrives == (place > 1), "\(speech)")
        }
        #expect(try await line.carries(etherType: 0x88b5))
        #expect(try await line.carries(vlanFrom: "10.1.0.3"))
    }

    @Test(arguments: [false, true])
    func `with spoof_check=off all frames pass, and none returns by the same port`(framesPassHost: Bool) async throws {
        let line = try await Line(["spoof_check": "off"], framesPassHost: framesPassHost)
        for speech in SentFrame.forged where speech.description != "the address of the gateway" {
            #expect(try await line.carries(speech.frame(line.cast)), "\(speech)")
        }
        // Frames of a machine behind the container: a broadcast, and one to a destination unknown to the bridge.
        let machine = MACAddress.of("52:54:00:00:00:01")
        let answer = Frame(
            to: machine,
            from: line.cast.victim.mac,
            .datagram(from: line.cast.victim(.v4), to: .of("10.1.0.9"), port: 9)
        )
        for target in [Frame.everybody, MACAddress.of("52:54:00:00:00:02")] {
            let packet = Packet.datagram(from: .of("10.1.0.9"), to: line.cast.victim(.v4), port: 9)
            let frame = Frame(to: target, from: machine, packet)
            try await line.sender.send(frame)
            // The bridge learns the port of the machine.
            try await line.receiver.send(answer)
            #expect(try await !line.sender.receives(frame, before: answer), "\(target)")
        }
        let veth = try await line.scene.host.observe().veths[line.router.id]
        #expect(veth?.isPortConfigured == true && veth?.isHairpin == false)
    }

    @Test func `a port with the wrong hairpin setting is repaired`() async throws {
        for (options, wrong) in [([:], "off"), (["spoof_check": "off"], "on")] {
            let line = try await Line(options)
            let wanted = try await line.scene.host.observe().veths[line.router.id]
            try await line.scene.host.witness(
                "ip",
                "link",
                "set",
                "\(line.router.link)",
                "type",
                "bridge_slave",
                "hairpin",
                wrong
            )
            #expect(try await line.scene.host.observe().veths[line.router.id] != wanted)
            try await line.scene.host.carryOut([.attach(line.router, to: line.scene.network)])
            #expect(try await line.scene.host.observe().veths[line.router.id] == wanted)
            for name in ["mdnp-1", "mdnp-2", "uplink0"] {
                try await line.scene.host.witness("ip", "link", "delete", name)
            }
        }
    }

    @Test func `frames of other ethertypes and VLANs pass only with the option`() async throws {
        let line = try await Line()
        for type: UInt16 in [0x88cc, 0x8863, 0x9000] { #expect(try await !line.carries(etherType: type)) }
        #expect(try await !line.carries(vlanFrom: "10.1.0.3"))
        for name in ["mdnp-1", "mdnp-2", "uplink0"] { try await line.scene.host.witness("ip", "link", "delete", name) }
        let other = try await Line(["ethertypes": "vlan,0x88cc"])
        #expect(try await other.carries(etherType: 0x88cc))
        #expect(try await other.carries(vlanFrom: "10.1.0.3"))
        for type: UInt16 in [0x8863, 0x9000] { #expect(try await !other.carries(etherType: type)) }
        #expect(try await !other.carries(from: "10.1.0.77"))
    }

    @Test func `dropped frames are counted for their container, with the first violation`() async throws {
        let line = try await Line()
        #expect(try await line.dropped() == [])
        for source in ["10.9.9.9", "10.9.9.10", "2001:db8:9::9"] { #expect(try await !line.carries(from: source)) }
        for _ in 1...2 { #expect(try await !line.carries(from: "10.1.0.3", by: .of("52:54:00:00:00:01"))) }
        #expect(try await !line.carries(claimTo: "10.9.9.11"))
        #expect(try await !line.carries(claimTo: "fd00:9::9"))
        #expect(try await !line.carries(etherType: 0x88cc))
        #expect(
            try await line.dropped() == [
                DroppedFrames(.source(.of("10.9.9.9")), count: 3),
                DroppedFrames(.source(.of("2001:db8:9::9")), count: 1),
                DroppedFrames(.mac(.of("52:54:00:00:00:01")), count: 2), DroppedFrames(.claim, count: 1),
                DroppedFrames(.etherType(0x88cc), count: 1),
            ]
        )
        // The counters are no part of the desired state.
        #expect(try await line.scene.host.observe().isFirewallWhole == true)
        #expect(try await line.scene.host.facts().droppedFrames.count == 1)
    }

    @Test func `frames are dropped even if their counters are full`() async throws {
        let line = try await Line()
        let host = line.scene.host.witness
        // As many links as fit into the set.
        let elements = (0..<65_535).map { "\"x\($0)\" timeout 10m : 10.9.9.9" }.joined(separator: ", ")
        try await host("nft", "-f", "-", input: "add element bridge mdnp dropped_sources4 { \(elements) }")
        #expect(try await !line.carries(from: "10.9.9.9"))
        #expect(try await line.dropped() == [])
    }

    @Test(arguments: [false, true])
    func `sources that belong to no container share the limit of their bridge`(framesPassHost: Bool) async throws {
        let scene = try await Scene(["max_connections": "20"], framesPassHost: framesPassHost)
        let router = try await scene.container(
            "router",
            3,
            on: scene.network,
            ["allowed_addresses": "10.9.0.0/16"]
        )
        let wire = try await Wire(router.witness, "eth0")
        let gateway = try scene.gateway(of: scene.network, .v4)
        for number in 0..<200 {
            let packet = Packet.datagram(from: .of("10.9.\(number).1"), to: gateway, port: 9)
            try await wire.send(Frame(to: scene.network.bridgeMAC, from: wire.mac, packet))
        }
        #expect(try await router.reaches(InterfaceAddress("10.1.0.1/24")))
        let all = try Connections(try NetlinkSocket(.netfilter, in: .ofTest)).list()
        #expect((1...20).contains(all.count { "\($0.original.source)".hasPrefix("10.9.") }))
    }
}

extension SenderTests.Line {
    /// The link-local address of the neighbor.
    fileprivate var otherLinkLocal: IPv6Address { IPv6Address(linkLocalOf: cast.victim.mac) }
}

extension Scene {
    /// Announces addresses, as a container does that takes them over.
    fileprivate func announce(_ addresses: [IPAddress], by container: Container) async throws {
        let wire = try await Wire(container.witness, "eth0")
        for address in addresses {
            switch address {
            case .v4:
                let packet = Packet.arp(1, hardware: wire.mac, source: address, target: address)
                try await wire.send(Frame(to: Frame.everybody, from: wire.mac, packet))
            case .v6:
                let packet = Packet.neighbor(136, from: address, target: address, wire.mac)
                try await wire.send(Frame(to: Frame.allNodes, from: wire.mac, packet))
            }
        }
    }

    /// Returns a Boolean value that indicates whether one of three packets from the host to an address is answered.
    fileprivate func hostReaches(_ address: InterfaceAddress) async throws -> Bool {
        do {
            try await host.witness("ping", "-n", "-q", "-c", "3", "-i", "0.2", "-W", "4", "\(address.address)")
            return true
        } catch let error as CommandError where error.code == 1 {
            return false
        }
    }
}
