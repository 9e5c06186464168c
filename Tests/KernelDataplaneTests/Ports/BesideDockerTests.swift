// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import NetworkModel
import Testing

/// Published ports beside each of Docker's filters, and traffic between Docker networks and mdnp networks.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct BesideDockerTests {
    @Test(arguments: ["nft", "legacy"])
    func `a published port is reached from everywhere though Docker drops unknown packets`(backend: String) async throws
    {
        let scene = try await Scene(["icc": "false"])
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let stranger = try await scene.container("stranger", 2, on: scene.other)
        try await scene.publish()
        try await scene.host.filterAsDocker(backend: backend)
        for way in Way.all {
            #expect(try await scene.world.witness.asksInVain(scene.question(way)), "\(way)")
        }
        try await scene.openFirewallAgain()
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            let question = scene.question(way)
            #expect(try await scene.world.witness.asks(question) == Scene.worldAddress(way.family), "\(way)")
            #expect(try await scene.host.witness.asks(question) == Scene.hostAddress(way.family), "\(way)")
            #expect(try await stranger.witness.asks(question) == stranger.address(way.family), "\(way)")
            #expect(try await neighbor.witness.asks(question) == gateway, "\(way)")
            #expect(try await scene.web.witness.asks(question) == gateway, "\(way)")
        }
    }

    @Test
    func `ports, outgoing traffic and isolation are the same beside Docker's nf_tables rules, and a user's drop wins`()
        async throws
    {
        let scene = try await Scene()
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let stranger = try await scene.container("stranger", 2, on: scene.other)
        try await scene.publish()
        try await scene.host.filterAsDockerWithNFTables()
        try await scene.openFirewallAgain()
        let outside = try MirrorServer(in: scene.world.witness.namespace)
        for way in Way.all {
            let question = scene.question(way)
            #expect(try await scene.world.witness.asks(question) == Scene.worldAddress(way.family), "\(way)")
            #expect(try await scene.host.witness.asks(question) == Scene.hostAddress(way.family), "\(way)")
            #expect(try await stranger.witness.asks(question) == stranger.address(way.family), "\(way)")
            let direct = Question(way.transport, try scene.target(way.family), 80)
            #expect(try await neighbor.witness.asks(direct) == neighbor.address(way.family), "\(way)")
            #expect(try await stranger.witness.asksInVain(direct), "\(way)")
            let wayOut = Question(way.transport, Scene.worldAddress(way.family), 80)
            #expect(try await scene.web.witness.asks(wayOut) != nil, "\(way)")
        }
        let questions = outside.questions
        #expect(questions > 0)
        let wall =
            "table inet wall { chain f { type filter hook forward priority 10; iifname \"\(scene.network.bridge)\" drop; }; }"
        try await scene.host.witness("nft", wall)
        for way in Way.all {
            let question = Question(way.transport, Scene.worldAddress(way.family), 80)
            #expect(try await scene.web.witness.asksInVain(question), "\(way)")
        }
        #expect(outside.questions == questions)
    }

    @Test(arguments: ["none", "nft", "nftables"], [false, true])
    func `a container of Docker's network reaches a published port, and nothing else`(
        rules: String,
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene()
        let client = try await scene.dockerContainer()
        try await scene.publish()
        switch rules {
        case "nft": try await scene.host.filterAsDocker(backend: rules)
        case "nftables": try await scene.host.filterAsDockerWithNFTables()
        default: break
        }
        try await scene.host.letFramesPass(framesPassHost)
        try await scene.openFirewallAgain()
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            // The server may be on Docker's network too, and its direct reply would bypass the host.
            #expect(try await client.asks(scene.question(way)) == gateway, "\(way)")
            let direct = Question(way.transport, try scene.target(way.family), 80)
            #expect(try await client.asksInVain(direct), "\(way)")
        }
    }

    @Test(arguments: [false, true])
    func `containers reach Docker's published ports unless their network is internal`(isInternal: Bool) async throws {
        let scene = try await Scene(isInternal: isInternal)
        if isInternal { try await scene.web.routes(through: "10.1.0.1", "fd00:1::1") }
        let shop = try await scene.dockerContainer()
        let server = try MirrorServer(in: shop.namespace)
        try await scene.host.filterAsDockerWithNFTables()
        try await scene.host.publishAsDocker(7070)
        for way in Way.all {
            let question = Question(way.transport, Scene.hostAddress(way.family), 7070)
            if isInternal {
                #expect(try await scene.web.witness.asksInVain(question), "\(way)")
            } else {
                // All outgoing packets have the address of the outgoing link.
                let seen: IPAddress = .of(way.family == .v4 ? "10.3.0.1" : "fd00:3::1")
                #expect(try await scene.web.witness.asks(question) == seen, "\(way)")
            }
            // All other ports of Docker's container are closed.
            let target: IPAddress = .of(way.family == .v4 ? "10.3.0.2" : "fd00:3::2")
            #expect(try await scene.web.witness.asksInVain(Question(way.transport, target, 80)), "\(way)")
        }
        #expect((server.questions > 0) == !isInternal)
    }

    @Test func `connections to ports of Docker's containers do not get the mdnp mark`() async throws {
        let scene = try await Scene()
        let shop = try await scene.dockerContainer()
        let server = try MirrorServer(in: shop.namespace)
        try await scene.host.publishAsDocker(7070)
        try await scene.host.filterAsDocker(backend: "nft")
        try await scene.openFirewallAgain()
        for way in Way.all {
            let question = Question(way.transport, Scene.hostAddress(way.family), 7070)
            #expect(try await scene.world.witness.asksInVain(question), "\(way)")
        }
        #expect(server.questions == 0)
    }
}
