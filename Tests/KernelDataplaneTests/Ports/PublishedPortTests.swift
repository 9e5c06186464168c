// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import NetworkModel
import Testing

/// The clients that reach a container through a published port, and their source addresses as seen by the container.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct PublishedPortTests {
    @Test(arguments: [false, true])
    func `a client from outside is seen with its own address`(framesPassHost: Bool) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        try await scene.publish()
        for way in Way.all {
            #expect(try await scene.world.witness.asks(scene.question(way)) == Scene.worldAddress(way.family), "\(way)")
        }
    }

    @Test(arguments: [false, true])
    func `the host reaches a published port by its own addresses and by loopback addresses`(framesPassHost: Bool)
        async throws
    {
        let scene = try await Scene(framesPassHost: framesPassHost)
        try await scene.publish()
        for way in Way.all {
            let host = Scene.hostAddress(way.family)
            #expect(try await scene.host.witness.asks(scene.question(way)) == host, "\(way)")
            let gateway = try scene.gateway(of: scene.network, way.family)
            #expect(try await scene.host.witness.asks(scene.question(way, at: gateway)) == gateway, "\(way)")
            guard way.family == .v4 else { continue }
            for loopback in ["127.0.0.1", "127.8.0.9"] {
                let question = scene.question(way, at: .of(loopback))
                #expect(try await scene.host.witness.asks(question) == gateway, "\(way) \(loopback)")
            }
        }
    }

    @Test(arguments: ["true", "false"], [false, true])
    func `a container reaches a published port of its network by the host's addresses, with icc or without`(
        icc: String,
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(["icc": icc], framesPassHost: framesPassHost)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        try await scene.publish()
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            for address in [nil, gateway] {
                let question = scene.question(way, at: address)
                #expect(try await neighbor.witness.asks(question) == gateway, "\(way)")
            }
            // All other ports stay closed.
            let direct = Question(way.transport, try scene.target(way.family), 80)
            if icc == "true" {
                #expect(try await neighbor.witness.asks(direct) == neighbor.address(way.family), "\(way)")
            } else {
                #expect(try await neighbor.witness.asksInVain(direct), "\(way)")
            }
        }
    }

    @Test(arguments: ["true", "false"], [false, true])
    func `a container reaches its own port by the host's addresses`(icc: String, framesPassHost: Bool) async throws {
        let scene = try await Scene(["icc": icc], framesPassHost: framesPassHost)
        try await scene.publish()
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            for address in [nil, gateway] {
                let question = scene.question(way, at: address)
                #expect(try await scene.web.witness.asks(question) == gateway, "\(way)")
            }
        }
    }

    @Test(arguments: [false, true])
    func `a container of another network is seen with its own address`(framesPassHost: Bool) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let stranger = try await scene.container("stranger", 2, on: scene.other)
        try await scene.publish()
        for way in Way.all {
            let addresses = [
                Scene.hostAddress(way.family), try scene.gateway(of: scene.other, way.family),
                try scene.gateway(of: scene.network, way.family),
            ]
            for address in addresses {
                let question = scene.question(way, at: address)
                #expect(try await stranger.witness.asks(question) == stranger.address(way.family), "\(way) \(address)")
            }
            // All other ports stay closed.
            let direct = Question(way.transport, try scene.target(way.family), 80)
            #expect(try await stranger.witness.asksInVain(direct), "\(way)")
        }
    }

    @Test func `a client behind another network of the container is seen with the host's address`() async throws {
        let scene = try await Scene()
        let neighbor = try await scene.container("neighbor", 2, on: scene.other)
        try await scene.publish()
        try await scene.host.add(Set(IPFamily.allCases.map { .multihomed(try scene.target($0), scene.other.bridge) }))
        for way in Way.all {
            let gateway = try scene.gateway(of: scene.network, way.family)
            for address in [nil, gateway, try scene.gateway(of: scene.other, way.family)] {
                let question = scene.question(way, at: address)
                #expect(try await neighbor.witness.asks(question) == gateway, "\(way)")
            }
            #expect(try await scene.world.witness.asks(scene.question(way)) == Scene.worldAddress(way.family), "\(way)")
        }
    }

    @Test(arguments: [false, true])
    func `a port of one address does not apply to others, and takes precedence over a port of all`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let second = try await scene.container("second", 3, on: scene.network)
        let server = try MirrorServer(in: second.witness.namespace, port: 81)
        defer { withExtendedLifetime(server) {} }
        try await scene.publish(at: [Scene.hostAddress(.v4), Scene.hostAddress(.v6)])
        for way in Way.all {
            let client = Scene.worldAddress(way.family)
            let gateway = try scene.gateway(of: scene.network, way.family)
            #expect(try await scene.world.witness.asks(scene.question(way)) == client, "\(way)")
            #expect(try await scene.host.witness.asksInVain(scene.question(way, at: gateway)), "\(way)")
            // Now the other addresses lead elsewhere. Port 81 of the first container has no listener.
            let port = HostPort(way.transport, .any(way.family), Scene.port)
            let address = try #require(second.address(way.family))
            try await scene.host.add([.published(port, AddressPort(address, port: 81))])
            #expect(try await scene.world.witness.asks(scene.question(way)) == client, "\(way)")
            #expect(try await scene.host.witness.asks(scene.question(way, at: gateway)) == gateway, "\(way)")
        }
    }

    @Test(arguments: [false, true])
    func `each port of a range leads to the same port of the container, and ports beside the range lead nowhere`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let ports: [UInt16] = [10_000, 12_345, 20_000]
        let servers = try ports.map { try MirrorServer(in: scene.web.witness.namespace, port: $0) }
        let others = try [9_999, 20_001].map { try MirrorServer(in: scene.web.witness.namespace, port: $0) }
        defer { withExtendedLifetime((servers, others)) {} }
        for isOfOneAddress in [false, true] {
            let elements = try Way.all.map { way in
                let address = isOfOneAddress ? Scene.hostAddress(way.family) : .any(way.family)
                return FirewallElement.publishedRange(
                    HostPort(way.transport, address, 10_000),
                    through: 20_000,
                    to: try scene.target(way.family)
                )
            }
            try await scene.host.add(Set(elements))
            for way in Way.all {
                let client = Scene.worldAddress(way.family)
                for port in ports {
                    let question = Question(way.transport, Scene.hostAddress(way.family), port)
                    #expect(try await scene.world.witness.asks(question) == client, "\(way) \(port)")
                }
                for port: UInt16 in [9_999, 20_001] {
                    let question = Question(way.transport, Scene.hostAddress(way.family), port)
                    #expect(try await scene.world.witness.asksInVain(question), "\(way) \(port)")
                }
            }
            try await scene.host.carryOut(.change(adding: [], removing: Set(elements)))
        }
    }

    @Test func `a withdrawn port leads nowhere`() async throws {
        let scene = try await Scene()
        try await scene.publish()
        let published = try await scene.host.observe().firewall.filter {
            if case .published = $0 { true } else { false }
        }
        #expect(published.count == 4)
        try await scene.host.carryOut(.change(adding: [], removing: published))
        for way in Way.all {
            #expect(try await scene.world.witness.asksInVain(scene.question(way)), "\(way)")
        }
    }
}
