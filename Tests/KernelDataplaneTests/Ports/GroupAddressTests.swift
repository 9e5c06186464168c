// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetworkModel
import NetworkModelTesting
import Testing

/// Frames to 01:80:c2:00:00:0X, which a bridge delivers to the host on the port's own link unless `group_fwd_mask` forwards them.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct GroupAddressTests {
    /// All these addresses except the second, whose frames no bridge forwards.
    private static let groups = [0, 2, 3, 0xe, 0xf].map { MACAddress.of("01:80:c2:00:00:0\(String($0, radix: 16))") }

    private func cast(_ scene: Scene, _ neighbor: Container) -> Cast {
        Cast(own: scene.web.endpoint, victim: neighbor.endpoint)
    }

    private func datagram(_ scene: Scene, from source: IPAddress, to group: MACAddress) throws -> Frame {
        let gateway = try scene.gateway(of: scene.network, source.family)
        return Frame(to: group, from: scene.web.endpoint.mac, .datagram(from: source, to: gateway, port: 7000))
    }

    private func pass(_ groups: Bool, by scene: Scene) async throws {
        let mask = groups ? "65533" : "0"
        try await scene.host.witness("ip", "link", "set", "mvweb", "type", "bridge_slave", "group_fwd_mask", mask)
    }

    @Test(arguments: [false, true])
    func `a forged frame to a group address reaches neither the host nor a neighbor`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let server = try MirrorServer(in: scene.host.witness.namespace, port: 7000)
        let (sender, receiver) = (
            try await Wire(scene.web.witness, "eth0"), try await Wire(neighbor.witness, "eth0")
        )
        let cast = cast(scene, neighbor)
        let marker = Frame(
            to: cast.victim.mac,
            from: cast.own.mac,
            .datagram(from: cast.own(.v4), to: cast.victim(.v4), port: 4711)
        )
        for group in Self.groups {
            for speech in SentFrame.forged {
                let frame = speech.frame(cast).readdressed(to: group)
                try await sender.send(frame)
                try await sender.send(marker)
                #expect(try await !receiver.receives(frame, before: marker), "\(speech) to \(group)")
            }
            for source in [IPAddress.of("10.1.0.77"), .of("10.2.0.2"), .of("fd00:1::77")] {
                try await sender.send(try datagram(scene, from: source, to: group))
            }
        }
        #expect(
            try await scene.web.witness.asks(Question(.udp, try scene.gateway(of: scene.network, .v4), 7000)) != nil
        )
        #expect(server.questions == 1)
        let neighbors = try await scene.host.witness("ip", "neighbor", "show")
        #expect(!neighbors.contains("mvweb") && !neighbors.contains("02:00:00:00:00:99"))
    }

    @Test func `a router advertisement to a group address creates no route while one of the protections remains`()
        async throws
    {
        let scene = try await Scene(isInternal: true)
        try await scene.host.witness("sysctl", "-qw", "net.ipv6.conf.all.forwarding=0")
        let sender = try await Wire(scene.web.witness, "eth0")
        let cast = Cast(own: scene.web.endpoint, victim: scene.web.endpoint)
        let router = try #require(SentFrame.forged.first { $0.description == "a router advertisement" })
        func advertise() async throws -> String {
            for group in Self.groups { try await sender.send(router.frame(cast).readdressed(to: group)) }
            // The host answers only after it has processed all earlier frames.
            #expect(try await scene.web.reaches(InterfaceAddress("10.1.0.1/24")))
            return try await scene.host.witness("ip", "-6", "route", "show", "default")
        }
        #expect(try await advertise() == "")
        try await pass(false, by: scene)
        #expect(try await advertise() == "")
        try await scene.host.witness("nft", "flush ruleset")
        #expect(try await advertise() == "")
        // The link itself accepts no advertisements, and has no address of its own.
        let addresses = try await scene.host.witness("ip", "address", "show", "dev", "mvweb")
        #expect(!addresses.contains("inet"))
        // The effect without any of the protections.
        try await scene.host.witness("sysctl", "-qw", "net.ipv6.conf.mvweb.accept_ra=1")
        try await eventually("route") { try await advertise().contains("dev mvweb") }
    }

    @Test func `a frame that the bridge delivers on the port's own link is dropped`() async throws {
        let scene = try await Scene()
        let server = try MirrorServer(in: scene.host.witness.namespace, port: 7000)
        let sender = try await Wire(scene.web.witness, "eth0")
        try await pass(false, by: scene)
        let sources = [IPAddress.of("10.1.0.77"), .of("10.2.0.2"), try scene.target(.v4), try scene.target(.v6)]
        func speak() async throws {
            for source in sources { try await sender.send(try datagram(scene, from: source, to: Self.groups[1])) }
        }
        try await speak()
        #expect(try await scene.web.reaches(InterfaceAddress("10.1.0.1/24")))
        #expect(server.questions == 0)
        let input = try await scene.host.witness("nft", "list", "chain", "inet", "mdnp", "input")
        #expect(input.contains("meta iifkind \"veth\" counter packets 4 "))
        try await scene.host.witness("nft", "flush ruleset")
        try await speak()
        try await eventually("without the rule") { server.questions > 0 }
    }

    @Test func `a container neither adds forwarding entries nor replaces the entry of a neighbor`()
        async throws
    {
        let scene = try await Scene(["icc": "false"])
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let sender = try await Wire(scene.web.witness, "eth0")
        func table() async throws -> [String] {
            try await scene.host.witness("bridge", "fdb", "show", "br", "mdnp-1").split(separator: "\n")
                .filter { $0.contains("master") }.map(String.init).sorted()
        }
        let before = try await table()
        #expect(before.contains("\(neighbor.endpoint.mac) dev mvneighbor master mdnp-1 static"))
        #expect(before.contains("\(scene.web.endpoint.mac) dev mvweb master mdnp-1 static"))
        for pass in [true, false] {
            try await self.pass(pass, by: scene)
            for group in Self.groups + [Frame.everybody, neighbor.endpoint.mac] {
                for number in 0..<200 {
                    let mac =
                        number == 0 ? neighbor.endpoint.mac : MACAddress(rawValue: 0x0200_0000_1000 + UInt64(number))
                    let packet = Packet.datagram(from: try scene.target(.v4), to: .of("10.1.0.3"), port: 9)
                    try await sender.send(Frame(to: group, from: try #require(mac), packet))
                }
            }
            #expect(try await table() == before, "groups pass: \(pass)")
        }
    }

    @Test func `a port that an older mdnp created is found and repaired`() async throws {
        let scene = try await Scene()
        func right() async throws -> VethLink? { try await scene.host.observe().veths[scene.web.endpoint.id] }
        let wanted = try await right()
        #expect(wanted?.isPortConfigured == true && wanted?.forwarded == [scene.web.endpoint.mac])
        for change in [
            "ip link set mvweb type bridge_slave group_fwd_mask 0", "ip link set mvweb type bridge_slave learning on",
            "bridge fdb delete \(scene.web.endpoint.mac) dev mvweb master", "ip link set mvweb group default",
        ] {
            try await scene.host.witness("sh", "-c", change)
            #expect(try await right() != wanted, "\(change)")
            try await scene.host.carryOut([.attach(scene.web.endpoint, to: scene.network)])
            #expect(try await right() == wanted, "\(change)")
        }
    }
}

extension Frame {
    /// Returns the same frame with another destination MAC address.
    fileprivate func readdressed(to destination: MACAddress) -> Frame {
        Frame(bytes: destination.bytes + bytes.dropFirst(6))
    }
}
