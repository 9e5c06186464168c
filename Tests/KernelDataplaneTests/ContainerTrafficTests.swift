// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// Packets between two containers of one bridge, on a host where Docker drops all unknown packets.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ContainerTrafficTests {
    private let host: Host

    init() throws {
        host = try Host()
    }

    @Test(arguments: ["nft", "legacy"])
    func `containers reach each other once the firewall is open, and not before`(backend: String) async throws {
        try await host.filterAsDocker(backend: backend)
        let network = try Network.named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64")
        try await host.carryOut([.ensureBridge(network)])
        let first = try await Container("one", "10.1.0.2/24", "fd00:1::2/64", on: network, of: host)
        let second = try await Container("two", "10.1.0.3/24", "fd00:1::3/64", on: network, of: host)
        #expect(try await !first.reaches(second.endpoint.ipv4))
        #expect(try await !first.reaches(second.endpoint.ipv6))

        try await host.repairFirewall(for: [network])
        #expect(try await first.reaches(second.endpoint.ipv4))
        #expect(try await first.reaches(second.endpoint.ipv6))

        try await host.repairFirewall(for: [])
        #expect(try await !first.reaches(second.endpoint.ipv4))
        #expect(try await !first.reaches(second.endpoint.ipv6))
    }

    @Test(arguments: ["nft", "legacy"])
    func `packets that the users' rules drop stay dropped`(backend: String) async throws {
        try await host.filterAsDocker(backend: backend)
        let network = try Network.named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64")
        try await host.make(network)
        let first = try await Container("one", "10.1.0.2/24", "fd00:1::2/64", on: network, of: host)
        let second = try await Container("two", "10.1.0.3/24", "fd00:1::3/64", on: network, of: host)
        try await host.witness("iptables-\(backend)", "-w", "60", "-I", "DOCKER-USER", "-s", "10.1.0.2", "-j", "DROP")
        try await host.witness("ip6tables-\(backend)", "-w", "60", "-I", "DOCKER-USER", "-s", "fd00:1::2", "-j", "DROP")
        #expect(try await !first.reaches(second.endpoint.ipv4))
        #expect(try await !first.reaches(second.endpoint.ipv6))
    }

    /// Users' rules that end `DOCKER-USER` before the mdnp rule, with the addresses in them for each family.
    private static let returning = [
        "-m conntrack --ctstate RELATED,ESTABLISHED,UNTRACKED -j RETURN", "-s SOURCE -j RETURN", "-j RETURN",
    ]

    @Test(arguments: ["nft", "legacy"], returning)
    func `a packet that returns from the users' chain is accepted`(backend: String, rule: String) async throws {
        try await host.filterAsDocker(backend: backend)
        let network = try Network.named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64")
        try await host.make(network)
        let first = try await Container("one", "10.1.0.2/24", "fd00:1::2/64", on: network, of: host)
        let second = try await Container("two", "10.1.0.3/24", "fd00:1::3/64", on: network, of: host)
        for (program, source) in [("iptables", "10.0.0.0/8"), ("ip6tables", "fd00::/8")] {
            let rule = "\(program)-\(backend) -w 60 -I DOCKER-USER \(rule.replacing("SOURCE", with: source))"
            try await host.witness("sh", "-c", rule)
        }
        #expect(try await first.reaches(second.endpoint.ipv4))
        #expect(try await first.reaches(second.endpoint.ipv6))
        // A user's rule that drops still takes precedence.
        try await host.witness("iptables-\(backend)", "-w", "60", "-I", "DOCKER-USER", "-s", "10.1.0.2", "-j", "DROP")
        try await host.witness("ip6tables-\(backend)", "-w", "60", "-I", "DOCKER-USER", "-s", "fd00:1::2", "-j", "DROP")
        #expect(try await !first.reaches(second.endpoint.ipv4))
        #expect(try await !first.reaches(second.endpoint.ipv6))
    }

    @Test(arguments: [false, true])
    func `containers do not reach each other without icc, whatever the host accepts`(
        framesPassHost: Bool
    ) async throws {
        try await host.letFramesPass(framesPassHost)
        let network = try Network.named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64", icc: false)
        try await host.make(network)
        let first = try await Container("one", "10.1.0.2/24", "fd00:1::2/64", on: network, of: host)
        let second = try await Container("two", "10.1.0.3/24", "fd00:1::3/64", on: network, of: host)
        for container in [first, second] { try await host.add(container.endpoint.firewallElements(on: network)) }
        #expect(try await !first.reaches(second.endpoint.ipv4))
        #expect(try await !first.reaches(second.endpoint.ipv6))
        #expect(try await first.reaches(InterfaceAddress("10.1.0.1/24")))
        #expect(try await first.reaches(InterfaceAddress("fd00:1::1/64")))
    }

    @Test func `packets from one network to another are dropped`() async throws {
        try await host.filterAsDocker(backend: "nft")
        let network = try Network.named("mdnp-a", "10.1.0.1/24")
        let other = try Network.named("mdnp-b", "10.2.0.1/24")
        try await host.make(network, other)
        let first = try await Container("one", "10.1.0.2/24", on: network, of: host)
        let second = try await Container("two", "10.2.0.2/24", on: other, of: host)
        try await first.witness("ip", "route", "add", "default", "via", "10.1.0.1")
        try await second.witness("ip", "route", "add", "default", "via", "10.2.0.1")
        #expect(try await !first.reaches(second.endpoint.ipv4))
        // The same with a host filter that accepts all.
        try await host.witness("iptables-nft", "-w", "60", "-P", "FORWARD", "ACCEPT")
        #expect(try await !first.reaches(second.endpoint.ipv4))
    }
}
