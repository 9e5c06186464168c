// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel

/// The authority over addresses of a single host: the state of that host decides.
final class LocalAddresses: AddressAuthority {
    private let store: any StateStore
    private let dataplane: any Dataplane
    private let ranges: [PoolRange]
    private let unacknowledgedPools: UnacknowledgedPools

    init(
        store: any StateStore,
        dataplane: any Dataplane,
        ranges: [PoolRange],
        unacknowledgedPools: UnacknowledgedPools = UnacknowledgedPools()
    ) {
        self.store = store
        self.dataplane = dataplane
        self.ranges = ranges
        self.unacknowledgedPools = unacknowledgedPools
    }

    func leasePool(
        _ request: PoolRequest,
        with options: PoolOptions
    ) async throws(AddressError) -> (pool: Pool, gateway: InterfaceAddress?) {
        let sources = PoolSources(
            id: PoolID(drawing: UInt64.random(in: .min ... .max)),
            ranges: ranges,
            chance: UInt64.random(in: .min ... .max),
            routes: try await hostRoutes(),
            unacknowledged: unacknowledgedPools.all,
            now: .now
        )
        let lease = try await commit { state throws(Refusal) in try state.leasing(request, with: options, from: sources)
        }
        unacknowledgedPools.remove(lease.pool.id)
        return lease
    }

    func releasePool(_ id: PoolID, inLaneOf lane: NetworkID?) async throws(AddressError) -> PoolRelease {
        try await commit { state in
            guard let pool = state.addresses.pool(id) else { return Decision([], outcome: .nothing) }
            if let network = state.network(of: pool)?.id, network != lane {
                return Decision([], outcome: .belongs(to: network))
            }
            return Decision(state.releasing(id), outcome: .done(pool))
        }
    }

    func leaseAddress(_ request: AddressRequest) async throws(AddressError) -> InterfaceAddress {
        let now = Timestamp.now
        return try await commit { state throws(Refusal) in try state.leasing(request, at: now) }
    }

    func releaseAddress(
        _ address: IPAddress,
        of pool: PoolID,
        inLaneOf lane: NetworkID?
    ) async throws(AddressError) -> DesiredState.Release {
        let now = Timestamp.now
        return try await commit { state in
            let decision = state.releasing(address, of: pool, at: now)
            guard case .provesStale(let endpoint) = decision.outcome, endpoint.network != lane else { return decision }
            return Decision([], outcome: decision.outcome)
        }
    }

    func releaseOrphans(among addresses: Set<LeasedAddress>) async throws(AddressError) -> Set<LeasedAddress> {
        let now = Timestamp.now
        return try await commit { state in
            let free = state.orphans.intersection(addresses)
            let changes = free.flatMap { state.addresses.releasing($0.address, of: $0.pool, at: now) }
            return Decision(changes.map { .addresses($0) }, outcome: free)
        }
    }

    func reserve(
        _ addresses: [IPAddress],
        in scope: String,
        names: [NetworkID: String],
        for name: String
    ) async throws(AddressError) {
        try await commit { state throws(Refusal) in
            Decision(try state.reserving(addresses, in: scope, names: names, for: name), outcome: ())
        }
    }

    func release(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String]
    ) async throws(AddressError) -> [ReleasedItem] {
        let now = Timestamp.now
        return try await commit { state throws(Refusal) in
            try state.releasing(items, in: scope, names: names, at: now)
        }
    }

    func holdingAddresses(of endpoint: Endpoint, in state: DesiredState, at now: Timestamp) -> [Change] {
        state.holdingAddresses(of: endpoint, at: now)
    }

    func releasingAddresses(of endpoint: Endpoint, in state: DesiredState, at now: Timestamp) -> [Change] {
        state.releasingAddresses(of: endpoint, at: now)
    }

    func releasingPools(of network: Network, in state: DesiredState) -> [Change] {
        state.releasingPools(of: network)
    }

    private func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(AddressError) -> Outcome {
        do {
            return try await store.commit(decide)
        } catch {
            throw AddressError(error)
        }
    }

    private func hostRoutes() async throws(AddressError) -> [HostRoute] {
        do {
            return try await dataplane.hostRoutes()
        } catch {
            throw .failed("\(error)")
        }
    }
}

extension PoolID {
    /// Creates an id from a random number, unique among all leases, so that no id repeats even after a loss of the state.
    fileprivate init(drawing number: UInt64) {
        let digits = String(number, radix: 16)
        self.init("mdnp-" + String(repeating: "0", count: 16 - digits.count) + digits)
    }
}
