// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import NetworkModel
import SQLiteStateStore
import Testing

@testable import Driver

/// The IPAM driver with another authority than the host's own state.
struct AddressAuthorityTests {
    /// An authority that throws one error for every request.
    private struct FailingAuthority: AddressAuthority {
        let error: AddressError

        func leasePool(
            _ request: PoolRequest,
            with options: PoolOptions
        ) async throws(AddressError) -> (pool: Pool, gateway: InterfaceAddress?) { throw error }

        func releasePool(_ id: PoolID, inLaneOf lane: NetworkID?) async throws(AddressError) -> PoolRelease {
            throw error
        }

        func leaseAddress(_ request: AddressRequest) async throws(AddressError) -> InterfaceAddress { throw error }

        func releaseAddress(
            _ address: IPAddress,
            of pool: PoolID,
            inLaneOf lane: NetworkID?
        ) async throws(AddressError) -> DesiredState.Release { throw error }

        func releaseOrphans(among addresses: Set<LeasedAddress>) async throws(AddressError) -> Set<LeasedAddress> {
            throw error
        }

        func reserve(
            _ addresses: [IPAddress],
            in scope: String,
            names: [NetworkID: String],
            for name: String
        ) async throws(AddressError) { throw error }

        func release(
            _ items: [String],
            in scope: String,
            names: [NetworkID: String]
        ) async throws(AddressError) -> [ReleasedItem] { throw error }

        func holdingAddresses(of endpoint: Endpoint, in state: DesiredState, at now: Timestamp) -> [Change] { [] }
        func releasingAddresses(of endpoint: Endpoint, in state: DesiredState, at now: Timestamp) -> [Change] { [] }
        func releasingPools(of network: Network, in state: DesiredState) -> [Change] { [] }
    }

    /// Returns the errors of one call of each kind.
    private func answers(of error: AddressError) async throws -> [PluginError] {
        let ipam = PoolIPAMDriver(try Rig(authority: FailingAuthority(error: error)).context)
        let address = try #require(IPAddress("10.1.0.2"))
        let calls: [() async throws -> Void] = [
            { _ = try await ipam.requestPool(RequestPoolRequest(addressSpace: "mdnp-local", family: .v4)) },
            { try await ipam.releasePool(ReleasePoolRequest(poolID: "p1")) },
            { _ = try await ipam.requestAddress(RequestAddressRequest(poolID: "p1")) },
            { try await ipam.releaseAddress(ReleaseAddressRequest(poolID: "p1", address: address)) },
        ]
        var answers: [PluginError] = []
        for call in calls {
            answers.append(try #require(await #expect(throws: PluginError.self) { try await call() }))
        }
        return answers
    }

    @Test func `a call fails with one line if the authority is unavailable`() async throws {
        let cause = "cluster store: no endpoint answers; see \"mdnp cluster status\""
        let answers = try await answers(of: .unavailable(cause))
        #expect(answers.map(\.kind) == Array(repeating: .failed, count: 4))
        #expect(
            answers.map(\.message) == [
                "request pool: \(cause)", "release pool: \(cause)", "request address: \(cause)",
                "release address: \(cause)",
            ]
        )
        #expect(answers.map(\.details) == [[:], ["pool": "p1"], ["pool": "p1"], ["address": "10.1.0.2"]])
    }

    @Test func `a refusal of the authority is a refusal to Docker`() async throws {
        let answers = try await answers(of: .refused(Refusal("address 10.1.0.2", "belongs to host b")))
        #expect(answers.map(\.kind) == Array(repeating: .refused, count: 4))
    }

    @Test func `an authority releases neither an endpoint nor a network outside its lane`() async throws {
        let rig = try Rig()
        let authority = rig.context.authority
        let ipam = PoolIPAMDriver(rig.context)
        let pool = try await create(rig, ipam)
        _ = try await ipam.requestAddress(RequestAddressRequest(poolID: pool))
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        try await rig.driver.leave(rig.reference("e1"))
        let id = PoolID(pool)
        let address = try #require(IPAddress("10.1.0.2"))
        let before = try await rig.store.read { $0 }
        let endpoint = try #require(before.endpoints.values.first)
        #expect(try await authority.releaseAddress(address, of: id, inLaneOf: nil) == .provesStale(endpoint))
        #expect(try await authority.releasePool(id, inLaneOf: nil) == .belongs(to: endpoint.network))
        #expect(try await rig.store.read { $0 } == before)
        let release = try await authority.releaseAddress(address, of: id, inLaneOf: endpoint.network)
        #expect(release == .provesStale(endpoint))
        #expect(try await rig.store.read { $0.endpoints.isEmpty })
        guard case .done = try await authority.releasePool(id, inLaneOf: endpoint.network) else {
            Issue.record("the pool is not released in its network's lane")
            return
        }
        #expect(try await rig.store.read { $0.networks[endpoint.network]?.phase } == .deleting)
    }

    /// Creates a network on 10.1.0.0/24; returns the id of its pool.
    private func create(_ rig: Rig, _ ipam: PoolIPAMDriver) async throws -> String {
        let request = RequestPoolRequest(
            addressSpace: "mdnp-local",
            family: .v4,
            pool: Prefix("10.1.0.0/24"),
            options: ["gateway": "first"]
        )
        let pool = try await ipam.requestPool(request)
        let data = IPAMPool(addressSpace: "mdnp-local", pool: pool.pool, gateway: pool.gateway)
        try await rig.driver.createNetwork(CreateNetworkRequest(networkID: "n1", ipv4: [data]))
        return pool.poolID
    }

    @Test func `another authority decides on each address of a whole life`() async throws {
        let store = try SQLiteStateStore()
        let authority = BlockAuthority(store)
        let rig = try Rig(store: store, authority: authority) { RepeatingStore(store: $0) }
        let ipam = PoolIPAMDriver(rig.context)
        let pool = try await create(rig, ipam)
        let address = try await ipam.requestAddress(RequestAddressRequest(poolID: pool)).address
        try await rig.createEndpoint("e1", "\(address)")
        // An address that no RequestAddress leased.
        try await rig.createEndpoint("e2", "10.1.0.9/24")
        for id in ["e1", "e2"] { try await rig.join(id, sandbox: id) }
        try rig.kernelShows("e1", on: "n1")
        #expect(try await rig.context.reconciler.removeIfStale(EndpointID("e2")))
        try await rig.driver.leave(rig.reference("e1"))
        try await rig.driver.deleteEndpoint(rig.reference("e1"))
        try await ipam.releaseAddress(ReleaseAddressRequest(poolID: pool, address: address.address))
        // The ReleasePool of the network is lost.
        try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        #expect(
            authority.decisions == [
                "lease pool 10.1.0.0/24", "lease 10.1.0.128", "hold 10.1.0.128 for e1", "hold 10.1.0.9 for e2",
                "release 10.1.0.9 of e2", "release 10.1.0.128", "release pools of n1",
            ]
        )
        #expect(try await store.read { $0.addresses.usages.isEmpty && $0.endpoints.isEmpty })
    }

    @Test func `an endpoint whose address the authority refuses is not recorded`() async throws {
        let store = try SQLiteStateStore()
        let rig = try Rig(store: store, authority: BlockAuthority(store))
        _ = try await create(rig, PoolIPAMDriver(rig.context))
        let before = try await store.read { $0 }
        let error = await #expect(throws: PluginError.self) { try await rig.createEndpoint("e1", "10.1.0.200/24") }
        #expect(error?.kind == .refused)
        #expect(error?.message == "create endpoint: address 10.1.0.200: belongs to host b")
        #expect(try await store.read { $0 } == before)
    }

    @Test func `at a start the authority releases stale addresses, and each endpoint in use keeps its own`()
        async throws
    {
        let store = try SQLiteStateStore()
        do {
            let rig = try Rig(store: store)
            _ = try await create(rig, PoolIPAMDriver(rig.context))
            for (id, address) in [("e1", "10.1.0.200/24"), ("e2", "10.1.0.9/24"), ("e3", "10.1.0.10/24")] {
                try await rig.createEndpoint(id, address)
                try await rig.join(id, sandbox: id)
            }
        }
        let authority = BlockAuthority(store)
        let rig = try Rig(store: store, authority: authority)
        for id in ["e1", "e3"] { try rig.kernelShows(id, on: "n1") }
        try await rig.context.reconciler.recover()
        #expect(authority.decisions == ["release 10.1.0.9 of e2", "hold 10.1.0.10 for e3"])
        #expect(try await store.read { $0.endpoints.keys.map(\.text).sorted() } == ["e1", "e3"])
        let held = try await store.read { state in
            state.addresses.usages.flatMap { usage in
                state.addresses.addresses(of: usage.pool.id).compactMap { row in
                    if case .held = row.state { row.address.description } else { nil }
                }
            }
        }
        #expect(held == ["10.1.0.1", "10.1.0.10", "10.1.0.200"])
    }
}
