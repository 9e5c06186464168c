// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// The access of containers to the host itself.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct HostAccessTests {
    private static let port: UInt16 = 7000

    /// Returns a container with self-chosen addresses, on a network whose bridge has no address.
    private func outsider(_ scene: Scene, _ options: [String: String]) async throws -> (Container, Network) {
        let network =
            options["gateway"] == nil
            ? try Network.named("mdnp-4") : try Network.of(4, options)
        try await scene.host.make(scene.network, scene.other, network)
        try await scene.host.add(scene.web.endpoint.firewallElements(on: scene.network))
        let container =
            options["gateway"] == nil
            ? try await Container("loner", on: network, of: scene.host)
            : try await Container("loner", "10.4.0.2/24", "fd00:4::2/64", on: network, of: scene.host)
        try await scene.host.add(container.endpoint.firewallElements(on: network))
        return (container, network)
    }

    @Test(arguments: [[:], ["gateway": "none"], ["gateway": "docker"]])
    func `a container behind a bridge without an address gets no answer from the host, whatever address it forges`(
        options: [String: String]
    ) async throws {
        let scene = try await Scene()
        let (loner, network) = try await outsider(scene, options)
        let server = try MirrorServer(in: scene.host.witness.namespace, port: Self.port)
        let (wire, target) = (try await Wire(loner.witness, "eth0"), try await Wire(scene.web.witness, "eth0"))
        let world = try await Wire(scene.world.witness, "world0")
        let hosts = [
            Scene.hostAddress(.v4), try scene.gateway(of: scene.network, .v4), Scene.hostAddress(.v6),
            try scene.gateway(of: scene.network, .v6),
        ]
        func speak() async throws {
            for host in hosts {
                // The address of a neighbor elsewhere, one of the outside, and an unroutable one.
                let sources =
                    host.family == .v4
                    ? ["10.1.0.2", "203.0.113.2", "192.0.2.99", "10.4.0.2"]
                    : ["fd00:1::2", "2001:db8::2", "2001:db8:99::9", "fd00:4::2"]
                for source in sources {
                    let packet = Packet.datagram(from: .of(source), to: host, port: Self.port)
                    try await wire.send(Frame(to: network.bridgeMAC, from: wire.mac, packet))
                }
            }
        }
        try await speak()
        try await Task.sleep(for: .milliseconds(100))
        #expect(server.questions == 0)
        // The host does not answer ARP requests for its addresses either.
        let marker = Frame(
            to: wire.mac,
            from: network.bridgeMAC,
            .datagram(from: .of("10.4.0.9"), to: .of("10.4.0.2"), port: 1)
        )
        let asked = Packet.arp(1, hardware: wire.mac, source: .of("10.4.0.2"), target: Scene.hostAddress(.v4))
        try await wire.send(Frame(to: Frame.everybody, from: wire.mac, asked))
        let answer = Frame(
            to: wire.mac,
            from: network.bridgeMAC,
            Packet.arp(
                2,
                hardware: network.bridgeMAC,
                source: Scene.hostAddress(.v4),
                target: .of("10.4.0.2"),
                at: wire.mac
            )
        )
        let bridge = try await Wire(scene.host.witness, "mdnp-4")
        try await bridge.send(marker)
        #expect(try await !wire.receives(answer, before: marker))
        // The effect without the rules.
        try await scene.host.witness("nft", "flush ruleset")
        try await speak()
        try await eventually("without the rules") { server.questions > 0 }
        withExtendedLifetime((target, world)) {}
    }

    @Test(arguments: [false, true])
    func `a container of an internal network reaches the host at its gateway's address only`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(isInternal: true, framesPassHost: framesPassHost)
        let server = try MirrorServer(in: scene.host.witness.namespace, port: Self.port)
        try await scene.web.routes(through: "10.1.0.1", "fd00:1::1")
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            #expect(try await scene.web.witness.asks(Question(way.transport, gateway, Self.port)) != nil, "\(way)")
            for address in [Scene.hostAddress(way.family), try scene.gateway(of: scene.other, way.family)] {
                let question = Question(way.transport, address, Self.port)
                #expect(try await scene.web.witness.asksInVain(question), "\(way) \(address)")
            }
        }
        // The host still resolves a new container of the network.
        #expect(try await scene.host.witness("ping", "-c1", "-W5", "10.1.0.2").contains(" 1 received"))
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [false, true], [false, true])
    func `with host_access=false containers reach published ports, the outside and each other, but no host daemon`(
        isInternal: Bool,
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(["host_access": "false"], isInternal: isInternal, framesPassHost: framesPassHost)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let server = try MirrorServer(in: scene.host.witness.namespace, port: Self.port)
        let elsewhere = try MirrorServer(in: scene.world.witness.namespace, port: Self.port)
        try await scene.publish()
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            for address in [gateway, Scene.hostAddress(way.family)] {
                let question = Question(way.transport, address, Self.port)
                #expect(try await neighbor.witness.asksInVain(question), "\(way) \(address)")
            }
            #expect(try await neighbor.witness.asks(scene.question(way, at: gateway)) == gateway, "\(way) published")
            let direct = Question(way.transport, try scene.target(way.family), 80)
            #expect(try await neighbor.witness.asks(direct) == neighbor.address(way.family), "\(way) direct")
            #expect(try await scene.host.witness.asks(direct) != nil, "\(way) from the host")
            let outside = Question(way.transport, Scene.worldAddress(way.family), Self.port)
            #expect(try await neighbor.witness.asks(outside, inVain: isInternal) == isInternal, "\(way) outside")
        }
        #expect(server.questions == 0)
        #expect(try await !neighbor.reaches(InterfaceAddress("10.1.0.1/24")))
        withExtendedLifetime(elsewhere) {}
    }

    @Test(arguments: [[:], ["host_access": "false"], ["icc": "false"]])
    func `a container that queries the host's addresses by ARP or neighbor discovery learns only those of its bridge`(
        options: [String: String]
    ) async throws {
        let scene = try await Scene(options)
        /// Returns a Boolean value that indicates whether the host answers a container's query for an address as for a neighbor's.
        func learns(_ address: IPAddress) async throws -> Bool {
            let command = """
                ip route replace \(address) dev eth0; ping -c1 -W1 \(address) > /dev/null 2>&1 || true
                ip neigh show to \(address) dev eth0; ip neigh flush to \(address) dev eth0; ip route delete \(address) dev eth0
                """
            return try await scene.web.witness("sh", "-c", command).contains("lladdr")
        }
        let hidden = try IPFamily.allCases.flatMap {
            [Scene.hostAddress($0), try scene.gateway(of: scene.other, $0)]
        }
        for address in hidden { #expect(try await !learns(address), "\(address)") }
        for family in IPFamily.allCases {
            let gateway = try scene.gateway(of: scene.network, family)
            #expect(try await learns(gateway), "\(gateway)")
        }
        // Published ports at these addresses stay reachable through the gateway, and the host answers for an administrator's address.
        try await scene.publish()
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        for way in Way.all { #expect(try await neighbor.witness.asks(scene.question(way)) != nil, "\(way)") }
        try await scene.host.witness("ip", "address", "add", "10.1.0.200/24", "dev", "mdnp-1")
        #expect(try await learns(.of("10.1.0.200")))
        // Another program turns the setting off, and a repair restores it.
        try await scene.host.witness("sysctl", "-qw", "net.ipv4.conf.mdnp-1.arp_ignore=0")
        #expect(try await learns(Scene.hostAddress(.v4)))
        #expect(try await scene.host.observe().bridges[scene.network.id]?.isGuarded == false)
        try await scene.host.carryOut([.ensureBridge(scene.network)])
        #expect(try await scene.host.observe().bridges[scene.network.id]?.isGuarded == true)
        #expect(try await !learns(Scene.hostAddress(.v4)))
    }

    @Test func `relayed ports are reachable with host_access=false too`() async throws {
        let scene = try await Scene(["host_access": "false"])
        let relay = try MirrorServer(in: scene.host.witness.namespace, port: 9090)
        try await scene.host.add([.relayed(HostPort(.tcp, .any(.v6), 9090)), .relayed(HostPort(.udp, .any(.v4), 9090))])
        for way in Way.all {
            let isRelayed = way.family == .v6 && way.transport == .tcp || way.family == .v4 && way.transport == .udp
            let question = Question(way.transport, try scene.gateway(of: scene.network, way.family), 9090)
            #expect(try await scene.web.witness.asks(question, inVain: !isRelayed) == !isRelayed, "\(way)")
        }
        withExtendedLifetime(relay) {}
    }

    @Test func `addresses that no outside client can have do not reach a relayed port`() async throws {
        let scene = try await Scene()
        let relay = try MirrorServer(in: scene.host.witness.namespace, port: 9090)
        let wire = try await Wire(scene.world.witness, "world0")
        let mac = try await scene.host.witness.mac(of: "uplink0")
        let host = Scene.hostAddress(.v6)
        let forged = [
            "::ffff:127.0.0.1", "::ffff:203.0.113.9", "::1", "\(host)", "\(try scene.gateway(of: scene.network, .v6))",
        ]
        func speak() async throws {
            for source in forged {
                let packet = Packet.datagram(from: .of(source), to: host, port: 9090)
                try await wire.send(Frame(to: mac, from: wire.mac, packet))
            }
        }
        try await speak()
        // A valid request follows them.
        #expect(try await scene.world.witness.asks(Question(.udp, host, 9090)) == Scene.worldAddress(.v6))
        #expect(relay.questions == 1)
        #expect(try await scene.host.witness.asks(Question(.udp, host, 9090)) == host)
        #expect(try await scene.host.witness.asks(Question(.tcp, .of("::1"), 9090)) == .of("::1"))
        let seen = relay.questions
        try await scene.host.witness("nft", "flush ruleset")
        try await speak()
        try await eventually("without the rules") { relay.questions > seen }
    }
}
