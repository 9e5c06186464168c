// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// The static entries for containers in the host's neighbor table and the bridge's forwarding table.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct NeighborTests {
    private let dataplane: KernelDataplane
    private let witness: Witness

    init() throws {
        let namespace = try NetworkNamespace.ofTest
        dataplane = try KernelDataplane(in: namespace)
        witness = Witness(namespace)
    }

    private func endpoint() throws -> Endpoint {
        try Endpoint(
            id: EndpointID("e1"),
            network: Network.of(1).id,
            ipv4: InterfaceAddress("10.1.0.2/24"),
            ipv6: InterfaceAddress("fd00:1::2/64")
        )
    }

    private func neighbors(_ options: String = "") async throws -> [String] {
        try await witness("sh", "-c", "ip neighbor show dev mdnp-1 \(options)").split(separator: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }.sorted()
    }

    @Test func `the host has a neighbor entry for a container from its first packet on, whatever happens to the link`()
        async throws
    {
        let (network, endpoint) = (try Network.of(1), try endpoint())
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        let wanted = endpoint.spokenAddresses.map { "\($0) lladdr \(endpoint.mac) PERMANENT proto 109" }.sorted()
        #expect(wanted.count == 3)
        #expect(try await neighbors() == wanted)
        // The bridge loses its carrier with its last port.
        try await witness("ip", "link", "set", "mve1", "nomaster")
        #expect(try await neighbors() == wanted)
        try await dataplane.carryOut([.attach(endpoint, to: network)])
        #expect(try await neighbors() == wanted)
        try await dataplane.carryOut(endpoint.neighbors(on: network).map { .removeNeighbor($0) })
        #expect(try await neighbors() == [])
        #expect(try await dataplane.observe(.everything).neighbors == [])
    }

    @Test func `a learned neighbor entry of a container becomes permanent when its link is repaired`() async throws {
        let (network, endpoint) = (try Network.of(1), try endpoint())
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        try await dataplane.carryOut(endpoint.neighbors(on: network).map { .removeNeighbor($0) })
        try await witness(
            "ip",
            "neighbor",
            "add",
            "10.1.0.2",
            "lladdr",
            "02:00:00:00:00:77",
            "dev",
            "mdnp-1",
            "nud",
            "stale"
        )
        #expect(try await !dataplane.observe(.everything).has(endpoint.neighbors(on: network), behind: nil))
        try await dataplane.carryOut([.attach(endpoint, to: network)])
        #expect(try await neighbors().contains("10.1.0.2 lladdr \(endpoint.mac) PERMANENT proto 109"))
        #expect(try await dataplane.observe(.everything).has(endpoint.neighbors(on: network), behind: nil))
    }

    @Test func `a permanent neighbor of an administrator stays when a link is added, repaired and removed`()
        async throws
    {
        let (network, endpoint) = (try Network.of(1), try endpoint())
        try await dataplane.carryOut([.ensureBridge(network)])
        let own = "10.1.0.2 lladdr 02:00:00:00:00:77 PERMANENT"
        try await witness(
            "ip",
            "neighbor",
            "add",
            "10.1.0.2",
            "lladdr",
            "02:00:00:00:00:77",
            "dev",
            "mdnp-1",
            "nud",
            "permanent"
        )
        try await dataplane.carryOut([.addVeth(endpoint, on: network)])
        #expect(try await neighbors().filter { $0.hasPrefix("10.") } == [own])
        #expect(try await neighbors("proto 109").count == 2)
        #expect(try await dataplane.observe(.everything).has(endpoint.neighbors(on: network), behind: nil))
        try await dataplane.carryOut([.attach(endpoint, to: network)])
        #expect(try await neighbors().filter { $0.hasPrefix("10.") } == [own])
        try await dataplane.carryOut(endpoint.neighbors(on: network).map { .removeNeighbor($0) })
        #expect(try await neighbors() == [own])
    }

    @Test func `a repaired bridge keeps its neighbors unless its MAC address changes`() async throws {
        let (network, endpoint) = (try Network.of(1), try endpoint())
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        try await witness(
            "ip",
            "neighbor",
            "add",
            "10.1.0.9",
            "lladdr",
            "02:00:00:00:00:77",
            "dev",
            "mdnp-1",
            "nud",
            "permanent"
        )
        let before = try await neighbors()
        #expect(before.count == 4)
        try await witness("ip", "link", "set", "mdnp-1", "mtu", "1400")
        try await dataplane.carryOut([.ensureBridge(network)])
        #expect(try await neighbors() == before)
        // The kernel then removes all entries; the next repair restores those of the containers.
        try await witness("ip", "link", "set", "mdnp-1", "address", "02:00:00:00:00:55")
        try await dataplane.carryOut([.ensureBridge(network)])
        #expect(try await !dataplane.observe(.everything).has(endpoint.neighbors(on: network), behind: nil))
        try await dataplane.carryOut([.attach(endpoint, to: network)])
        #expect(try await neighbors() == before.filter { $0.hasSuffix("proto 109") })
    }
}
