// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// What the host and its bridges know of containers without having asked.
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

    @Test func `the host knows a container from the first packet on, whatever becomes of its link`() async throws {
        let (network, endpoint) = (try Network.of(1), try endpoint())
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        let wanted = endpoint.spokenAddresses.map { "\($0) lladdr \(endpoint.mac) PERMANENT proto 109" }.sorted()
        #expect(wanted.count == 3)
        #expect(try await neighbors() == wanted)
        // The last port goes, and with it the carrier.
        try await witness("ip", "link", "set", "mve1", "nomaster")
        #expect(try await neighbors() == wanted)
        try await dataplane.carryOut([.attach(endpoint, to: network)])
        #expect(try await neighbors() == wanted)
        try await dataplane.carryOut(endpoint.neighbors(on: network).map { .removeNeighbor($0) })
        #expect(try await neighbors() == [])
        #expect(try await dataplane.observe(.everything).neighbors == [])
    }

    @Test func `what the host learnt of a container becomes permanent when its link is put back`() async throws {
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

    @Test func `a permanent neighbor of an administrator stays, when a link comes, is put back and goes`() async throws
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

    @Test func `a bridge that is put right keeps its neighbors, unless its MAC address was another`() async throws {
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
        // Then the kernel forgets all; the next repair makes the containers' own known again.
        try await witness("ip", "link", "set", "mdnp-1", "address", "02:00:00:00:00:55")
        try await dataplane.carryOut([.ensureBridge(network)])
        #expect(try await !dataplane.observe(.everything).has(endpoint.neighbors(on: network), behind: nil))
        try await dataplane.carryOut([.attach(endpoint, to: network)])
        #expect(try await neighbors() == before.filter { $0.hasSuffix("proto 109") })
    }
}
