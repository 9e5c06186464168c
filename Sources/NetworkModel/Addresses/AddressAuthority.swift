// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// Decides on the owners of pools and addresses, and records them: each address has one owner.
///
/// A call about pools and addresses decides and records in one transaction. The driver records an endpoint or a network that comes or goes
/// with its addresses. Its transaction contains the decision of the authority: a pure function of the state, which the store may run more
/// than once.
///
/// On a single host, the authority is the host's own state. The authority of a cluster consults other hosts: a call waits for it. If it
/// does not respond, the call fails with ``AddressError/unavailable(_:)`` and has changed nothing.
public protocol AddressAuthority: Sendable {
    /// Leases a pool, and its gateway if the options request one.
    func leasePool(
        _ request: PoolRequest,
        with options: PoolOptions
    ) async throws(AddressError) -> (pool: Pool, gateway: InterfaceAddress?)

    /// Releases a pool with all its addresses.
    ///
    /// - Parameter lane: The network whose lane the caller holds; no other network is removed with its pool.
    func releasePool(_ id: PoolID, inLaneOf lane: NetworkID?) async throws(AddressError) -> PoolRelease

    /// Leases the requested address, or the one reserved for the name, or a free one.
    func leaseAddress(_ request: AddressRequest) async throws(AddressError) -> InterfaceAddress

    /// Releases an address.
    ///
    /// - Parameter lane: The network whose lane the caller holds. An endpoint of another network that the release proves stale is returned,
    ///   and nothing is changed.
    func releaseAddress(
        _ address: IPAddress,
        of pool: PoolID,
        inLaneOf lane: NetworkID?
    ) async throws(AddressError) -> DesiredState.Release

    /// Releases those addresses that still have no endpoint, and returns them.
    func releaseOrphans(among addresses: Set<LeasedAddress>) async throws(AddressError) -> Set<LeasedAddress>

    /// Reserves addresses for a name (`mdnp reserve`).
    ///
    /// - Parameter names: The names of networks, if known.
    func reserve(
        _ addresses: [IPAddress],
        in scope: String,
        names: [NetworkID: String],
        for name: String
    ) async throws(AddressError)

    /// Releases the items of a user's command (`mdnp release`), and returns them.
    func release(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String]
    ) async throws(AddressError) -> [ReleasedItem]

    /// Returns the changes that assign its addresses to an endpoint; none for addresses that are already held.
    ///
    /// CreateEndpoint may bring addresses that no RequestAddress leased, or that were released too late.
    func holdingAddresses(
        of endpoint: Endpoint,
        in state: DesiredState,
        at now: Timestamp
    ) throws(Refusal) -> [Change]

    /// Returns the changes that release the addresses of a stale endpoint.
    func releasingAddresses(of endpoint: Endpoint, in state: DesiredState, at now: Timestamp) -> [Change]

    /// Returns the changes that release the pools of a removed network.
    func releasingPools(of network: Network, in state: DesiredState) -> [Change]
}

/// The result of a ReleasePool.
public enum PoolRelease: Hashable, Sendable {
    /// There is no such pool.
    case nothing
    /// The pool is released.
    case done(Pool)
    /// Nothing is changed: the pool belongs to a network, which may be removed with it in its own lane.
    case belongs(to: NetworkID)
}

/// The reason that an authority operation failed.
public enum AddressError: Error, Sendable, CustomStringConvertible {
    /// The request cannot be met.
    case refused(Refusal)
    /// The authority cannot decide now, for example because the other hosts of a cluster are unreachable: one line.
    case unavailable(String)
    /// The decision could not be recorded: one line.
    case failed(String)

    /// The error in one line.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .unavailable(let cause), .failed(let cause): cause
        }
    }

    /// Creates the equivalent of a state error.
    public init(_ error: StateError) {
        switch error {
        case .refused(let refusal): self = .refused(refusal)
        case .failed(let cause): self = .failed(cause)
        }
    }
}
