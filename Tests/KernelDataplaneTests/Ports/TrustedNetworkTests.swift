// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

/// A network that trusts the bridge of another (`trusted_links`), beside users' rules that accept in `DOCKER-USER`.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct TrustedNetworkTests {
    /// Returns a scene whose first network trusts the second and an internal third, with a container of each of these two.
    private func scene(backend: String) async throws -> (Scene, trusted: Container, inside: Container) {
        let scene = try await Scene(["trusted_links": "mdnp-1,mdnp-2,mdnp-3"])
        try await scene.host.filterAsDocker(backend: backend)
        let closed = try Network.of(3, isInternal: true)
        try await scene.host.make(scene.network, scene.other, closed)
        try await scene.host.add(scene.web.endpoint.firewallElements(on: scene.network))
        let inside = try await scene.container("inside", 2, on: closed)
        // A route that the container may add itself.
        try await inside.routes(through: "10.3.0.1", "fd00:3::1")
        return (scene, try await scene.container("trusted", 2, on: scene.other), inside)
    }

    @Test(arguments: ["nft", "legacy"])
    func `containers of a trusted network reach containers directly, and no internal network opens`(
        backend: String
    ) async throws {
        let (scene, trusted, inside) = try await scene(backend: backend)
        let server = try MirrorServer(in: trusted.witness.namespace)
        for way in Way.all {
            let question = Question(way.transport, try scene.target(way.family), 80)
            #expect(try await trusted.witness.asks(question) == trusted.address(way.family), "\(way)")
            #expect(try await inside.witness.asksInVain(question), "\(way)")
            // Trust applies in one direction only.
            let back = Question(way.transport, try #require(trusted.address(way.family)), 80)
            #expect(try await scene.web.witness.asksInVain(back), "\(way)")
        }
        #expect(server.questions == 0)
        // A user's rule that drops still takes precedence.
        for program in ["iptables", "ip6tables"] {
            try await scene.host.witness(
                "\(program)-\(backend)",
                "-w",
                "60",
                "-I",
                "DOCKER-USER",
                "-i",
                "mdnp-2",
                "-o",
                "mdnp-1",
                "-j",
                "DROP"
            )
        }
        for way in Way.all {
            let question = Question(way.transport, try scene.target(way.family), 80)
            #expect(try await trusted.witness.asksInVain(question), "\(way)")
        }
    }

    @Test(arguments: ["nft", "legacy"])
    func `a user's rule that accepts traffic out of an internal network opens nothing, and is parsed with its links`(
        backend: String
    ) async throws {
        let (scene, trusted, inside) = try await scene(backend: backend)
        let server = try MirrorServer(in: trusted.witness.namespace)
        for program in ["iptables", "ip6tables"] {
            let words = "\(program)-\(backend) -w 60 -I DOCKER-USER"
            try await scene.host.witness("sh", "-c", "\(words) -i mdnp-3 -o mdnp-2 -j ACCEPT")
            try await scene.host.witness("sh", "-c", "\(words) -i mdnp-3 -o mdnp-2 -p tcp --dport 80 -j ACCEPT")
            try await scene.host.witness("sh", "-c", "\(words) -i mdnp-+ -o mdnp-2 -j ACCEPT")
            try await scene.host.witness("sh", "-c", "\(words) ! -i mdnp-1 -o mdnp-2 -j ACCEPT")
        }
        for way in Way.all {
            let question = Question(way.transport, try #require(trusted.address(way.family)), 80)
            #expect(try await inside.witness.asksInVain(question), "\(way)")
        }
        #expect(server.questions == 0)
        let ways = try await scene.host.facts().filters.flatMap(\.acceptedWays)
        #expect(Set(ways.map { "\($0.input) \($0.output)" }) == ["mdnp-3 mdnp-2"])
        let suffix = backend == "legacy" ? "-legacy" : ""
        for family in IPFamily.allCases {
            let program = (family == .v4 ? "iptables" : "ip6tables") + suffix
            let rules = ways.filter { $0.families == [family] }.map(\.rule)
            #expect(rules == ["\(program) DOCKER-USER, rule 3", "\(program) DOCKER-USER, rule 4"])
        }
    }

    @Test func `a network without icc that trusts its own bridge keeps its containers apart`() throws {
        let network = try Network.of(1, ["icc": "false", "trusted_links": "mdnp-1,mdnp-2"])
        let elements = Wanted(for: [network], in: DesiredState(), beside: []).required
        #expect(elements.contains(.trusted(.of("mdnp-2"), to: .of("mdnp-1"))))
        #expect(!elements.contains(.trusted(.of("mdnp-1"), to: .of("mdnp-1"))))
    }
}
