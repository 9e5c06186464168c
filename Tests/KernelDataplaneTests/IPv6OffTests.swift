// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// A network of both families on a host whose IPv6 is disabled and enabled.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct IPv6OffTests {
    private let host: Host
    private let network: Network

    init() async throws {
        host = try Host()
        network = try .named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64")
        try await turn("all", off: false)
    }

    private func turn(_ scope: String, off: Bool) async throws {
        try await host.witness("sysctl", "-qw", "net.ipv6.conf.\(scope).disable_ipv6=\(off ? 1 : 0)")
    }

    private func repairs(for desired: DesiredState) async throws -> [Step] {
        Plan.repairs(from: try await host.observe(), to: desired).filter {
            $0.ensuredBridge != nil
        }
    }

    @Test(arguments: ["all", "default"]) func `a bridge is created without IPv6, and gets it once IPv6 is enabled`(
        scope: String
    ) async throws {
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))])
        try await turn(scope, off: true)
        try await host.make(network)
        let bridge = try #require(try await host.observe().bridges[network.id])
        #expect(!bridge.hasIPv6)
        #expect(bridge.addresses.map(\.description) == ["10.1.0.1/24"])
        #expect(try await repairs(for: desired) == [])
        let container = try await Container("one", "10.1.0.2/24", on: network, of: host)
        try await container.witness("ping", "-c", "1", "-w", "10", "10.1.0.1")

        try await turn(scope, off: false)
        if scope == "default" { try await turn("mdnp-a", off: false) }
        #expect(try await repairs(for: desired) == [.ensureBridge(network)])
        try await host.carryOut([.ensureBridge(network)])
        let whole = try #require(try await host.observe().bridges[network.id])
        #expect(whole.hasIPv6 && whole.addresses.isSuperset(of: network.bridgeAddresses))
        #expect(try await repairs(for: desired) == [])
    }

    @Test func `a container joins a bridge whose IPv6 was disabled meanwhile, after an observation`() async throws {
        try await host.make(network)
        #expect(try #require(try await host.observe().bridges[network.id]).hasIPv6)
        try await turn("all", off: true)
        #expect(try await !#require(host.observe().bridges[network.id]).hasIPv6)
        let container = try await Container("one", "10.1.0.2/24", on: network, of: host)
        try await container.witness("ping", "-c", "1", "-w", "10", "10.1.0.1")
    }
}

extension DesiredState {
    fileprivate init(_ changes: [Change]) {
        self.init()
        for change in changes { apply(change) }
    }
}
