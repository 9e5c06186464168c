// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import SQLiteStateStore
import Synchronization

@testable import Driver

/// An authority like that of a cluster: it leases addresses of the block of this host, and refuses addresses of the block of another host.
///
/// The authority records its decisions.
final class BlockAuthority: AddressAuthority {
    private struct Log {
        var decisions: [String] = []
        var next: UInt8 = 128
    }

    private let local: LocalAddresses
    private let log = Mutex(Log())

    init(_ store: SQLiteStateStore) {
        local = LocalAddresses(store: store, dataplane: ImaginedDataplane(), ranges: PoolRange.standard)
    }

    /// The decisions in order; a decision that the store runs again in its transaction is listed once.
    var decisions: [String] { log.withLock(\.decisions) }

    func leasePool(
        _ request: PoolRequest,
        with options: PoolOptions
    ) async throws(AddressError) -> (pool: Pool, gateway: InterfaceAddress?) {
        let lease = try await local.leasePool(request, with: options)
        note("lease pool \(lease.pool.prefix)")
        return lease
    }

    func releasePool(_ id: PoolID, inLaneOf lane: NetworkID?) async throws(AddressError) -> PoolRelease {
        let release = try await local.releasePool(id, inLaneOf: lane)
        if case .done(let pool) = release { note("release pool \(pool.prefix)") }
        return release
    }

    /// Leases the requested address, or the next address of the block.
    func leaseAddress(_ request: AddressRequest) async throws(AddressError) -> InterfaceAddress {
        let number = log.withLock { log in
            defer { log.next += 1 }
            return log.next
        }
        let own = AddressRequest(
            pool: request.pool,
            address: request.address ?? IPAddress("10.1.0.\(number)"),
            purpose: request.purpose,
            name: request.name
        )
        let address = try await local.leaseAddress(own)
        note("lease \(address.address)")
        return address
    }

    func releaseAddress(
        _ address: IPAddress,
        of pool: PoolID,
        inLaneOf lane: NetworkID?
    ) async throws(AddressError) -> DesiredState.Release {
        let release = try await local.releaseAddress(address, of: pool, inLaneOf: lane)
        if release == .done { note("release \(address)") }
        return release
    }

    func releaseOrphans(among addresses: Set<LeasedAddress>) async throws(AddressError) -> Set<LeasedAddress> {
        try await local.releaseOrphans(among: addresses)
    }

    func reserve(
        _ addresses: [IPAddress],
        in scope: String,
        names: [NetworkID: String],
        for name: String
    ) async throws(AddressError) {
        try await local.reserve(addresses, in: scope, names: names, for: name)
    }

    func release(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String]
    ) async throws(AddressError) -> [ReleasedItem] {
        try await local.release(items, in: scope, names: names)
    }

    func holdingAddresses(
        of endpoint: Endpoint,
        in state: DesiredState,
        at now: Timestamp
    ) throws(Refusal) -> [Change] {
        for held in endpoint.addresses {
            if Prefix("10.1.0.192/26")?.contains(held.address) == true {
                throw Refusal("address \(held.address)", "belongs to host b")
            }
            note("hold \(held.address) for \(endpoint.id.short)")
        }
        return local.holdingAddresses(of: endpoint, in: state, at: now)
    }

    func releasingAddresses(of endpoint: Endpoint, in state: DesiredState, at now: Timestamp) -> [Change] {
        for held in endpoint.addresses { note("release \(held.address) of \(endpoint.id.short)") }
        return local.releasingAddresses(of: endpoint, in: state, at: now)
    }

    func releasingPools(of network: Network, in state: DesiredState) -> [Change] {
        note("release pools of \(network.id.short)")
        return local.releasingPools(of: network, in: state)
    }

    private func note(_ decision: String) {
        log.withLock { if $0.decisions.last != decision { $0.decisions.append(decision) } }
    }
}
