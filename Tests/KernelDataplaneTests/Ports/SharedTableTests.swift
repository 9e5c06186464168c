// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel
import Testing

/// The tables that all containers of a host share, and the part that one container may fill.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct SharedTableTests {
    /// Returns the number of connections from an address.
    private func connections(from source: IPAddress) throws -> Int {
        try Connections(try NetlinkSocket(.netfilter, in: .ofTest)).list().count { $0.original.source == source }
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `a container opens as many connections as its network allows, and other containers their own number`(
        family: IPFamily
    ) async throws {
        let scene = try await Scene(["max_connections": "20"])
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let server = try MirrorServer(in: scene.world.witness.namespace, port: 4711)
        let wire = try await Wire(scene.web.witness, "eth0")
        let source = try scene.target(family)
        for port in 0..<200 {
            let packet = Packet.datagram(from: source, to: Scene.worldAddress(family), port: 10_000 + UInt16(port))
            try await wire.send(Frame(to: scene.network.bridgeMAC, from: wire.mac, packet))
        }
        // Connections to the host count as well.
        for port in 0..<50 {
            let gateway = try scene.gateway(of: scene.network, family)
            let packet = Packet.datagram(from: source, to: gateway, port: 10_000 + UInt16(port))
            try await wire.send(Frame(to: scene.network.bridgeMAC, from: wire.mac, packet))
        }
        #expect(try await scene.web.witness.asksInVain(Question(.udp, Scene.worldAddress(family), 4711)))
        #expect(try connections(from: source) == 20)
        #expect(try await neighbor.witness.asks(Question(.udp, Scene.worldAddress(family), 4711)) != nil)
        // Incoming connections do not count, and traffic within the network is not tracked.
        try await scene.publish()
        for way in Way.all where way.family == family {
            #expect(try await scene.world.witness.asks(scene.question(way)) != nil)
            #expect(try await neighbor.witness.asks(Question(way.transport, source, 80)) != nil)
        }
        // Closed connections free their entries.
        _ = try await scene.host.forget([.of(source)])
        #expect(try await scene.web.witness.asks(Question(.udp, Scene.worldAddress(family), 4711)) != nil)
        withExtendedLifetime(server) {}
    }

    @Test func `containers that send from any address share the limit of their bridge`() async throws {
        let scene = try await Scene(framesPassHost: true)
        let network = try Network.named("mdnp-4", maxConnections: 20)
        try await scene.host.make(scene.network, scene.other, network)
        let (one, two) = (
            try await Container("one", on: network, of: scene.host),
            try await Container("two", on: network, of: scene.host)
        )
        for container in [one, two] { try await scene.host.add(container.endpoint.firewallElements(on: network)) }
        let wire = try await Wire(one.witness, "eth0")
        for number in 0..<200 {
            let source = IPAddress.of("10.9.\(number).1")
            try await wire.send(
                Frame(to: two.endpoint.mac, from: wire.mac, .datagram(from: source, to: .of("10.9.0.2"), port: 9))
            )
        }
        let all = try Connections(try NetlinkSocket(.netfilter, in: .ofTest)).list()
        #expect(all.count { "\($0.original.source)".hasPrefix("10.9.") } == 20)
    }

    @Test func `traffic between containers of a network is not tracked by the host`() async throws {
        for framesPassHost in [false, true] {
            let scene = try await Scene(framesPassHost: framesPassHost)
            let neighbor = try await scene.container("neighbor", 3, on: scene.network)
            for way in Way.all {
                let question = Question(way.transport, try scene.target(way.family), 80)
                #expect(try await neighbor.witness.asks(question) == neighbor.address(way.family), "\(way)")
                #expect(try connections(from: try #require(neighbor.address(way.family))) == 0, "\(way)")
            }
            for name in ["mdnp-1", "mdnp-2", "uplink0"] { try await scene.host.witness("ip", "link", "delete", name) }
        }
    }

    @Test func `a container that sends to thousands of addresses does not fill the host's neighbor table`() async throws
    {
        let host = try Host()
        let world = try await World()
        let network = try Network(
            id: NetworkID("1"),
            options: BridgeOptions.ofNetwork(["bridge": "mdnp-1"]),
            isInternal: false,
            subnets: [try Subnet(prefix: .of("10.1.0.0/16"), gateway: .of("10.1.0.1"))]
        )
        try await host.make(network)
        let container = try await Container("web", "10.1.0.2/16", on: network, of: host)
        try await host.add(container.endpoint.firewallElements(on: network))
        let wire = try await Wire(container.witness, "eth0")
        for number in 256..<4096 {
            let target = IPAddress.of("10.1.\(number / 256).\(number % 256)")
            let packet = Packet.datagram(from: .of("10.1.0.2"), to: target, port: 9)
            try await wire.send(Frame(to: network.bridgeMAC, from: wire.mac, packet))
        }
        let known = try await host.witness("ip", "neighbor", "show", "dev", "mdnp-1").split(separator: "\n")
        #expect(!known.contains { $0.contains("INCOMPLETE") || $0.contains("PROBE") })
        // The host resolves new neighbors, and keeps the known ones.
        try await host.witness("ip", "neighbor", "flush", "dev", "uplink0")
        #expect(try await host.witness("ping", "-c3", "-W5", World.addresses[0]).contains(" 0% packet loss"))
        #expect(try await container.reaches(InterfaceAddress("10.1.0.1/16")))
        withExtendedLifetime(world) {}
    }

    @Test func `a container that joins thousands of groups does not end the bridge's snooping`() async throws {
        let scene = try await Scene()
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let join = """
            import socket, struct
            sockets = []
            for number in range(5000):
                if number % 500 == 0: sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                group = struct.pack('!I', 0xe0010000 + number)
                sockets[-1].setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + socket.inet_aton('\(try scene.target(.v4))'))
            print(len(sockets))
            """
        try await scene.web.witness("sysctl", "-qw", "net.ipv4.igmp_max_memberships=10000")
        #expect(try await scene.web.witness("/usr/bin/python3", "-c", join) == "10\n")
        let bridge = try await scene.host.witness("ip", "-d", "link", "show", "mdnp-1")
        #expect(bridge.contains("mcast_snooping 1"))
        func groups(_ link: String) async throws -> Int {
            try await scene.host.witness("bridge", "mdb", "show", "dev", "mdnp-1").split(separator: "\n")
                .count { $0.contains("port \(link) ") }
        }
        #expect(try await groups("mvweb") <= 64)
        // Other groups still find space.
        let one = """
            import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('239.1.2.3') + socket.inet_aton('10.1.0.3'))
            import time; time.sleep(0.5)
            """
        try await neighbor.witness("/usr/bin/python3", "-c", one)
        #expect(
            try await scene.host.witness("bridge", "mdb", "show", "dev", "mdnp-1").contains("mvneighbor grp 239.1.2.3")
        )
    }
}
