// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// The outside traffic of containers, and its source addresses.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct EgressTests {
    private let host: Host

    init() throws {
        host = try Host()
    }

    /// Returns a container of a network of both families, with default routes through its gateways.
    private func container(
        _ name: String = "one",
        on network: Network,
        _ number: Int = 1,
        _ options: [String: String] = [:]
    ) async throws -> Container {
        let container = try await Container(
            name,
            "10.\(number).0.2/24",
            "fd00:\(number)::2/64",
            on: network,
            of: host,
            options: options
        )
        try await container.routes(through: "10.\(number).0.1", "fd00:\(number)::1")
        return container
    }

    private func network(_ options: [String: String] = [:], isInternal: Bool = false) throws -> Network {
        try Network.of(1, options, isInternal: isInternal)
    }

    @Test func `containers have the host's address as their source outside`() async throws {
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        try await world.receivesOnly(World.hostAddresses)
        let network = try network()
        try await host.make(network)
        #expect(try await container(on: network).reachesWorld() == [true, true])
    }

    @Test func `containers keep their own source addresses without masquerading`() async throws {
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        let network = try network(["masquerade": "false"])
        try await host.make(network)
        let container = try await container(on: network)
        #expect(try await container.reachesWorld() == [false, false])
        try await world.witness("ip", "route", "add", "10.1.0.0/24", "via", World.hostAddresses[0])
        try await world.witness("ip", "route", "add", "fd00:1::/64", "via", World.hostAddresses[1])
        try await world.receivesOnly(["10.1.0.2", "fd00:1::2"])
        #expect(try await container.reachesWorld() == [true, true])
    }

    @Test func `containers have the user's chosen addresses as their source outside`() async throws {
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        for address in ["203.0.113.7/24", "2001:db8::7/64"] {
            try await host.witness("ip", "address", "add", address, "dev", "uplink0", "nodad")
        }
        try await world.receivesOnly(["203.0.113.7", "2001:db8::7"])
        let network = try network(["snat": "203.0.113.7,2001:db8::7"])
        try await host.make(network)
        #expect(try await container(on: network).reachesWorld() == [true, true])
    }

    @Test(arguments: [[:], ["snat": "203.0.113.9"], ["masquerade": "false"]])
    func `a container has its own chosen source address outside whatever the options of its network`(
        options: [String: String]
    ) async throws {
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        for address in ["203.0.113.7/24", "2001:db8::7/64"] {
            try await host.witness("ip", "address", "add", address, "dev", "uplink0", "nodad")
        }
        try await world.receivesOnly(["203.0.113.7", "2001:db8::7"])
        let network = try network(options)
        try await host.make(network)
        let container = try await container(on: network, 1, ["snat": "203.0.113.7,2001:db8::7"])
        #expect(try await container.reachesWorld().first == false)
        try await host.add(container.endpoint.firewallElements(on: network))
        #expect(try await container.reachesWorld() == [true, true])
    }

    @Test func `an internal network has no way out even for a container that adds a route`() async throws {
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        try await world.witness("ip", "route", "add", "10.1.0.0/24", "via", World.hostAddresses[0])
        try await world.witness("ip", "route", "add", "fd00:1::/64", "via", World.hostAddresses[1])
        let network = try network(isInternal: true)
        try await host.make(network)
        // After mdnp, Docker turns on forwarding for all links of the host.
        try await host.witness("sysctl", "-qw", "net.ipv4.conf.\(network.bridge).forwarding=1")
        let container = try await container(on: network)
        #expect(try await container.reachesWorld() == [false, false])
        #expect(try await container.reaches(InterfaceAddress("10.1.0.1/24")))
    }

    @Test func `no outside client reaches a container that did not send first`() async throws {
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        try await world.witness("ip", "route", "add", "10.1.0.0/24", "via", World.hostAddresses[0])
        try await world.witness("ip", "route", "add", "fd00:1::/64", "via", World.hostAddresses[1])
        let network = try network(["masquerade": "false"])
        try await host.make(network)
        let container = try await container(on: network)
        let outsider = Container(endpoint: container.endpoint, witness: world.witness)
        #expect(try await !outsider.reaches(container.endpoint.ipv4))
        #expect(try await !outsider.reaches(container.endpoint.ipv6))
        #expect(try await container.reachesWorld() == [true, true])
    }

    @Test func `networks do not reach each other though both reach the outside`() async throws {
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        let (one, two) = (try Network.of(1), try Network.of(2))
        try await host.make(one, two)
        let first = try await container("one", on: one, 1)
        let second = try await container("two", on: two, 2)
        let answers = (try await first.reachesWorld(), try await second.reachesWorld())
        #expect(answers == ([true, true], [true, true]))
        #expect(try await !first.reaches(second.endpoint.ipv4))
        #expect(try await !second.reaches(first.endpoint.ipv6))
    }

    @Test func `containers do not reach Docker's own networks`() async throws {
        try await host.witness("ip", "link", "add", "docker0", "type", "bridge")
        let world = try await World()
        defer { withExtendedLifetime(world) {} }
        let (one, docker) = (try Network.of(1), try Network.of(2))
        try await host.make(one)
        let first = try await container("one", on: one, 1)
        // A container of Docker, which answers any client.
        try await host.carryOut([.ensureBridge(docker)])
        let other = try await container("two", on: docker, 2)
        try await host.witness("ip", "link", "set", other.endpoint.link.description, "master", "docker0")
        try await host.witness("ip", "address", "flush", "dev", docker.bridge.description)
        try await host.witness("ip", "address", "add", "10.2.0.1/24", "dev", "docker0")
        try await host.witness("ip", "link", "set", "docker0", "up")
        #expect(try await other.reaches(InterfaceAddress("10.2.0.1/24")))
        #expect(try await !first.reaches(other.endpoint.ipv4))
        #expect(try await !other.reaches(first.endpoint.ipv4))
    }

    @Test func `the segment size is reduced for a link with a smaller MTU`() async throws {
        let world = try await World(mtu: 1300)
        defer { withExtendedLifetime(world) {} }
        let network = try network()
        try await host.make(network)
        let container = try await container(on: network)
        let server = Task {
            try await world.witness(
                "python3",
                "-",
                input: """
                    import socket
                    server = socket.create_server(("203.0.113.2", 7))
                    server.settimeout(10)
                    print(server.accept()[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG))
                    """
            )
        }
        try await container.witness(
            "python3",
            "-",
            input: """
                import socket, time
                deadline = time.time() + 60
                while True:
                    try:
                        socket.create_connection(("203.0.113.2", 7), timeout=1).close()
                        break
                    except OSError:
                        if time.time() > deadline: raise
                        time.sleep(0.05)
                """
        )
        let size = try #require(Int(try await server.value.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(size <= 1300 - 40)
    }
}
