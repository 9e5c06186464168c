// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel
import Testing

/// The removal of connections that began before a port was published or withdrawn.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ForgetTests {
    private static let clientPort: UInt16 = 40_000

    private func connections() throws -> [ConnectionMessage] {
        try Connections(try NetlinkSocket(.netfilter, in: .ofTest)).list()
    }

    /// Returns the publication of the scene's port at all addresses of a family.
    private func publication(_ scene: Scene, _ way: Way) throws -> Publication {
        Publication(
            HostPort(way.transport, .any(way.family), Scene.port),
            to: AddressPort(try scene.target(way.family), port: 80),
            of: scene.web.endpoint.id
        )
    }

    private func question(_ scene: Scene, _ way: Way) -> Question {
        var question = scene.question(way)
        question.sourcePort = Self.clientPort
        return question
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `a client with earlier traffic gets answers once its connection is removed`(
        family: IPFamily
    ) async throws {
        let scene = try await Scene()
        let way = Way(family: family, transport: .udp)
        // A port of another program on the same host, with continuous traffic of a client.
        let other = try MirrorServer(in: scene.host.witness.namespace, port: 9999)
        var bystander = Question(.udp, Scene.hostAddress(family), 9999)
        bystander.sourcePort = 40_001
        #expect(try await scene.world.witness.asks(bystander) != nil)
        // A socket that holds the port and stays silent: the kernel keeps no entry for refused packets.
        let silent = try SilentSocket(in: scene.host.witness.namespace, port: Scene.port)
        let question = question(scene, way)
        #expect(try await scene.world.witness.asksInVain(question))
        try await scene.publish()
        #expect(try await scene.world.witness.asksInVain(question), "it is remembered where it went")
        #expect(try await scene.host.forget([.missing(try publication(scene, way))]) == 1)
        #expect(try await scene.world.witness.asks(question) == Scene.worldAddress(family))
        let ports = try connections().compactMap(\.original.transport.sourcePort)
        #expect(ports.contains(40_001))
        #expect(try await scene.host.forget([.missing(try publication(scene, way))]) == 0)
        withExtendedLifetime((silent, other)) {}
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `a client of a withdrawn port no longer reaches the container`(family: IPFamily) async throws {
        let scene = try await Scene()
        try await scene.publish()
        let way = Way(family: family, transport: .udp)
        #expect(try await scene.world.witness.asks(question(scene, way)) != nil)
        let published = try await scene.host.observe().firewall.filter {
            if case .published = $0 { true } else { false }
        }
        try await scene.host.carryOut(.change(adding: [], removing: published))
        #expect(try await scene.world.witness.asks(question(scene, way)) != nil, "it is remembered where it went")
        #expect(try await scene.host.forget([.following(try publication(scene, way))]) == 1)
        #expect(try await scene.world.witness.asksInVain(question(scene, way)))
    }

    @Test func `all connections of an address are removed, and none of other addresses`() async throws {
        let scene = try await Scene()
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let server = try MirrorServer(in: scene.world.witness.namespace, port: 4711)
        try await scene.publish()
        for way in Way.all where way.transport == .udp {
            #expect(try await scene.world.witness.asks(scene.question(way)) != nil)
            for container in [scene.web, neighbor] {
                let question = Question(.udp, Scene.worldAddress(way.family), 4711)
                #expect(try await container.witness.asks(question) != nil)
            }
        }
        let target = try scene.target(.v4)
        #expect(try await scene.host.forget([.of(target)]) == 2)
        let rest = try connections()
        #expect(!rest.contains { $0.original.source == target || $0.reply.source == target })
        #expect(rest.contains { $0.original.source == neighbor.address(.v4) })
        #expect(rest.contains { $0.reply.source == scene.web.address(.v6) })
        #expect(try await scene.host.forget([]) == 0)
        withExtendedLifetime(server) {}
    }
}
