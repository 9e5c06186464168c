// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

/// The clients that do not reach a published port, and the destinations beside it that stay closed.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct PortAccessTests {
    @Test(arguments: [false, true])
    func `an outsider who routes to the containers reaches no port past the published one`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        try await scene.publish()
        try await scene.routeFromWorld(to: scene.network)
        let hidden = try MirrorServer(in: scene.web.witness.namespace, port: 81)
        for way in Way.all {
            for port: UInt16 in [80, 81] {
                let question = Question(way.transport, try scene.target(way.family), port)
                #expect(try await scene.world.witness.asksInVain(question), "\(way) \(port)")
            }
            #expect(try await scene.world.witness.asks(scene.question(way)) != nil, "\(way)")
        }
        #expect(hidden.questions == 0)
    }

    @Test func `only the host reaches a port that is published at its loopback address`() async throws {
        let scene = try await Scene()
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        try await scene.publish(at: [.of("127.0.0.1")])
        let way = Way(family: .v4, transport: .udp)
        let question = scene.question(way, at: .of("127.0.0.1"))
        let gateway = try scene.gateway(of: scene.network, .v4)
        #expect(try await scene.host.witness.asks(question) == gateway)
        #expect(try await scene.host.witness.asksInVain(scene.question(way)))
        #expect(try await scene.world.witness.asksInVain(scene.question(way)))
        // Servers at 127.0.0.1 of the host itself stay closed for others too.
        let own = try MirrorServer(in: scene.host.witness.namespace, port: 7000)
        try await scene.host.witness("sysctl", "-qw", "net.ipv4.conf.uplink0.route_localnet=1")
        let seen = scene.questions
        let senders = [
            (scene.world.witness, "world0", Scene.worldAddress(.v4), try await scene.host.witness.mac(of: "uplink0")),
            (neighbor.witness, "eth0", try #require(neighbor.address(.v4)), scene.network.bridgeMAC),
        ]
        for (witness, link, source, gateway) in senders {
            let wire = try await Wire(witness, link)
            for port in [Scene.port, 7000] {
                let packet = Packet.datagram(from: source, to: .of("127.0.0.1"), port: port)
                try await wire.send(Frame(to: gateway, from: wire.mac, packet))
            }
        }
        try await Task.sleep(for: .milliseconds(100))
        #expect(scene.questions == seen)
        #expect(own.questions == 0)
        // The effect without the rules and the bridge's filter.
        try await scene.host.witness("nft", "flush ruleset")
        try await scene.host.witness("tc", "qdisc", "delete", "dev", "mdnp-1", "clsact")
        for (place, (witness, link, source, gateway)) in senders.enumerated() {
            let wire = try await Wire(witness, link)
            let packet = Packet.datagram(from: source, to: .of("127.0.0.1"), port: 7000)
            try await wire.send(Frame(to: gateway, from: wire.mac, packet))
            try await eventually("sender \(place)") { own.questions == place + 1 }
        }
    }

    @Test(arguments: [false, true])
    func `only admitted clients and the host reach a port with a client list`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(["icc": "false"], framesPassHost: framesPassHost)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let stranger = try await scene.container("stranger", 2, on: scene.other)
        let friends = ClientList.of("203.0.113.2,2001:db8::/64,198.51.100.0/24")
        try await scene.publish(allow: friends)
        for way in Way.all {
            let question = scene.question(way)
            #expect(try await scene.world.witness.asks(question) == Scene.worldAddress(way.family), "\(way)")
            #expect(try await scene.host.witness.asks(question) != nil, "\(way)")
            #expect(try await neighbor.witness.asksInVain(question), "\(way)")
            #expect(try await stranger.witness.asksInVain(question), "\(way)")
        }
        let fewer = ClientList.of("2001:db8::/64,198.51.100.0/24")
        func elements(_ list: ClientList) throws -> Set<FirewallElement> {
            let restricted = try IPFamily.allCases.map { FirewallElement.restricted(try scene.target($0), to: list.id) }
            return Set(restricted + [.clients(list.id)])
        }
        try await scene.host.carryOut(.change(adding: try elements(fewer), removing: try elements(friends)))
        try await scene.host.fill([fewer])
        for way in Way.all {
            let isInVain = try await scene.world.witness.asks(scene.question(way), inVain: way.family == .v4)
            #expect(isInVain == (way.family == .v4), "\(way)")
        }
    }

    @Test(arguments: [false, true])
    func `a port of an internal network is reached, and answers by its bridge`(framesPassHost: Bool) async throws {
        let scene = try await Scene(isInternal: true, framesPassHost: framesPassHost)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let stranger = try await scene.container("stranger", 2, on: scene.other)
        try await scene.publish()
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            for witness in [scene.world.witness, scene.host.witness, stranger.witness] {
                #expect(try await witness.asks(scene.question(way)) == gateway, "\(way)")
            }
            // Containers without a default route reach the bridge only.
            let question = scene.question(way, at: gateway)
            for container in [neighbor, scene.web] {
                #expect(try await container.witness.asks(question) == gateway, "\(way)")
            }
        }
        #expect(try await scene.web.reachesPort(of: scene.world) == [])
    }

    @Test(arguments: [false, true])
    func `an internal network reaches no port of others even with its own route`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(isInternal: true, framesPassHost: framesPassHost)
        try await scene.web.routes(through: "10.1.0.1", "fd00:1::1")
        let shop = try await scene.container("shop", 2, on: scene.other)
        let server = try MirrorServer(in: shop.witness.namespace, port: 80)
        // A server at the published port, which would act as a relay.
        let relay = try MirrorServer(in: scene.host.witness.namespace, port: 9090)
        for way in Way.all {
            let port = HostPort(way.transport, .any(way.family), 9090)
            let target = AddressPort(try #require(shop.address(way.family)), port: 80)
            try await scene.host.add([.published(port, target)])
            let gateway = try scene.gateway(of: scene.network, way.family)
            for address in [gateway, Scene.hostAddress(way.family)] {
                let question = Question(way.transport, address, 9090)
                #expect(try await scene.web.witness.asksInVain(question), "\(way) \(address)")
            }
        }
        #expect(server.questions == 0)
        #expect(relay.questions == 0)
    }

    @Test func `an internal network reaches the host but does not get out through relayed ports`()
        async throws
    {
        let scene = try await Scene(isInternal: true)
        let stranger = try await scene.container("stranger", 2, on: scene.other)
        let host = scene.host.witness.namespace
        let servers = try [9090, 9091, 9092].map { try MirrorServer(in: host, port: $0) }
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            try await scene.host.add([
                .relayed(HostPort(way.transport, .any(way.family), 9090)),
                .relayed(HostPort(way.transport, gateway, 9091)),
                // Another address of the host.
                .relayed(HostPort(way.transport, Scene.hostAddress(way.family), 9092)),
            ])
            for port: UInt16 in [9090, 9091, 9092] {
                let question = Question(way.transport, gateway, port)
                let isInVain = try await scene.web.witness.asks(question, inVain: port != 9092)
                #expect(isInVain == (port != 9092), "\(way) \(port)")
                let open = Question(way.transport, try scene.gateway(of: scene.other, way.family), port)
                #expect(try await stranger.witness.asks(open) != nil, "\(way) \(port)")
            }
            #expect(try await scene.web.reaches(InterfaceAddress(gateway, prefixLength: 24)), "\(way)")
        }
        withExtendedLifetime(servers) {}
    }
}

extension Container {
    /// Returns the ways by which the container reaches a server outside, at an unpublished port.
    func reachesPort(of world: World) async throws -> [String] {
        let server = try MirrorServer(in: world.witness.namespace, port: 4711)
        defer { withExtendedLifetime(server) {} }
        var ways: [String] = []
        for way in Way.all {
            let question = Question(way.transport, Scene.worldAddress(way.family), 4711)
            if try await !witness.asksInVain(question) { ways.append("\(way)") }
        }
        return ways
    }
}
