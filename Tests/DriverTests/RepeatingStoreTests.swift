// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import NetworkModel
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver

/// Decisions without side effects, which a store may run any number of times.
struct RepeatingStoreTests {
    private func port(_ number: UInt16, _ host: String? = nil) throws -> PortBinding {
        PortBinding(transport: .tcp, containerPort: number, hostPorts: try host.map { try #require(PortRange($0)) })
    }

    /// Runs a life of two networks with ports, a refused port, a stale endpoint and a restart; returns the state in the middle.
    private func live(_ store: SQLiteStateStore, through wrap: (SQLiteStateStore) -> any StateStore) async throws
        -> DesiredState
    {
        let rig = try Rig(store: store, through: wrap)
        try await rig.create("n1", "10.1.0.1/24", "fd00:1::1/64")
        try await rig.create("n2", "10.2.0.1/24", isInternal: true)
        for number in 2...4 {
            try await rig.createEndpoint("e\(number)", "10.1.0.\(number)/24")
            try await rig.join("e\(number)", sandbox: "\(number)")
            if number != 4 { try rig.kernelShows("e\(number)", on: "n1") }
        }
        try await rig.publish("e4", port(80, "8080"))
        // The kernel does not show the first endpoint, so its port is free.
        try await rig.publish("e2", port(80, "8080"), port(81, "9000-9010"), port(82))
        try await rig.publish("e3", port(81, "9000-9010"), port(82))
        let refusal = await #expect(throws: PluginError.self) { try await rig.publish("e3", port(80, "8080")) }
        #expect(refusal?.kind == .refused)
        try await rig.publish("e3", port(81, "9000-9010"), port(82))
        let middle = try await store.read { $0 }

        let after = try Rig(store: store, through: wrap)
        for number in 2...3 { try after.kernelShows("e\(number)", on: "n1") }
        try await after.context.reconciler.recover()
        #expect(after.ports.reserved == Set(middle.publications.all.singles.map(\.host)))
        for number in 2...3 {
            try await after.driver.leave(after.reference("e\(number)"))
            try await after.driver.deleteEndpoint(after.reference("e\(number)"))
        }
        #expect(after.ports.reserved.isEmpty)
        for network in ["n1", "n2"] { try await after.driver.deleteNetwork(NetworkReference(networkID: network)) }
        #expect(try await store.read { $0 } == DesiredState())
        return middle
    }

    @Test func `whole lives are the same over a store that runs decisions twice and a store that runs them once`()
        async throws
    {
        let once = try await live(SQLiteStateStore()) { $0 }
        let store = try SQLiteStateStore()
        let repeating = RepeatingStore(store: store)
        let twice = try await live(store) { _ in repeating }
        #expect(twice == once)
        #expect(Set(twice.endpoints.keys.map(\.text)) == ["e2", "e3"])
        #expect(twice.publications.portCount == 10)
        #expect(repeating.differences.all == [])
    }

    @Test func `a life with mdnp addresses has the same decisions in both runs`() async throws {
        let store = try SQLiteStateStore()
        let repeating = RepeatingStore(store: store)
        let rig = try Rig(store: store) { _ in repeating }
        let ipam = PoolIPAMDriver(rig.context)
        for family in [IPFamily.v4, .v6] {
            let request = RequestPoolRequest(addressSpace: "mdnp-local", family: family, options: ["gateway": "first"])
            let pool = try await ipam.requestPool(request)
            let data = IPAMPool(addressSpace: "mdnp-local", pool: pool.pool, gateway: pool.gateway)
            let network = "n\(family)"
            try await rig.driver.createNetwork(
                CreateNetworkRequest(
                    networkID: network,
                    ipv4: family == .v4 ? [data] : [],
                    ipv6: family == .v6 ? [data] : []
                )
            )
            let address = try await ipam.requestAddress(RequestAddressRequest(poolID: pool.poolID)).address
            let text = address.description
            try await rig.createEndpoint(
                "e\(family)",
                on: network,
                family == .v4 ? text : nil,
                family == .v6 ? text : nil
            )
            try await rig.join("e\(family)", on: network)
            try await rig.driver.leave(rig.reference("e\(family)", on: network))
            try await rig.driver.deleteEndpoint(rig.reference("e\(family)", on: network))
            try await ipam.releaseAddress(ReleaseAddressRequest(poolID: pool.poolID, address: address.address))
            try await ipam.releasePool(ReleasePoolRequest(poolID: pool.poolID))
            try await rig.driver.deleteNetwork(NetworkReference(networkID: network))
        }
        #expect(try await store.read { $0.networks.isEmpty && $0.addresses.usages.isEmpty })
        #expect(repeating.differences.all == [])
    }
}
