// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import NetworkModel
import Testing

@testable import Driver

/// The IPAM driver in front of an authority other than the host's own state.
struct AddressAuthorityTests {
    /// An authority that answers every request with one error.
    private struct FailingAuthority: AddressAuthority {
        let error: AddressError

        func leasePool(
            _ request: PoolRequest,
            _ options: PoolOptions
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
    }

    /// The answers to one call of each kind.
    private func answers(of error: AddressError) async throws -> [PluginError] {
        let ipam = PoolIPAMDriver(try Rig().context, authority: FailingAuthority(error: error))
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

    @Test func `a call fails with one line where the authority is unavailable`() async throws {
        let words = "cluster store: no endpoint answers; see \"mdnp cluster status\""
        let answers = try await answers(of: .unavailable(words))
        #expect(answers.map(\.kind) == Array(repeating: .failed, count: 4))
        #expect(
            answers.map(\.message) == [
                "lease a pool: \(words)", "release pool \"p1\": \(words)", "lease an address: \(words)",
                "release address 10.1.0.2: \(words)",
            ]
        )
    }

    @Test func `a refusal of the authority is a refusal to Docker`() async throws {
        let answers = try await answers(of: .refused(Refusal("address 10.1.0.2", "belongs to host b")))
        #expect(answers.map(\.kind) == Array(repeating: .refused, count: 4))
    }

    @Test func `an authority releases neither an endpoint nor a network outside its lane`() async throws {
        let rig = try Rig()
        let authority = LocalAddresses(rig.context, ranges: PoolRange.standard)
        let ipam = PoolIPAMDriver(rig.context, authority: authority)
        let request = RequestPoolRequest(
            addressSpace: "mdnp-local",
            family: .v4,
            pool: Prefix("10.1.0.0/24"),
            options: ["gateway": "first"]
        )
        let pool = try await ipam.requestPool(request)
        let data = IPAMPool(addressSpace: "mdnp-local", pool: pool.pool, gateway: pool.gateway)
        try await rig.driver.createNetwork(CreateNetworkRequest(networkID: "n1", ipv4: [data]))
        _ = try await ipam.requestAddress(RequestAddressRequest(poolID: pool.poolID))
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        try await rig.driver.leave(rig.reference("e1"))
        let id = PoolID(pool.poolID)
        let address = try #require(IPAddress("10.1.0.2"))
        let before = try await rig.store.read { $0 }
        let endpoint = try #require(before.endpoints.values.first)
        #expect(try await authority.releaseAddress(address, of: id, inLaneOf: nil) == .provesDead(endpoint))
        #expect(try await authority.releasePool(id, inLaneOf: nil) == .belongs(to: endpoint.network))
        #expect(try await rig.store.read { $0 } == before)
        let release = try await authority.releaseAddress(address, of: id, inLaneOf: endpoint.network)
        #expect(release == .provesDead(endpoint))
        #expect(try await rig.store.read { $0.endpoints.isEmpty })
        guard case .done = try await authority.releasePool(id, inLaneOf: endpoint.network) else {
            Issue.record("the pool is not released in its network's lane")
            return
        }
        #expect(try await rig.store.read { $0.networks[endpoint.network]?.phase } == .deleting)
    }
}
