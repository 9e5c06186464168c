// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// Decides who has which pools and addresses, and keeps it: each address has one owner.
///
/// Calls about pools and addresses decide and record in one transaction. An endpoint or a network that comes or goes with its addresses is
/// recorded by the driver, in a transaction that takes in the decision of the authority: a pure function of the state, which the store may run
/// more than once.
///
/// On one host that is the host's own state. The authority of a cluster asks other hosts: a call waits for it, and where it does not answer, the
/// call fails with ``AddressError/unavailable(_:)`` and has changed nothing.
public protocol AddressAuthority: Sendable {
    /// Leases a pool, and its gateway where the options ask for one.
    func leasePool(
        _ request: PoolRequest,
        _ options: PoolOptions
    ) async throws(AddressError) -> (pool: Pool, gateway: InterfaceAddress?)

    /// Releases a pool with all that is held of it.
    ///
    /// - Parameter lane: The network whose lane the caller holds; no other network ends with its pool.
    func releasePool(_ id: PoolID, inLaneOf lane: NetworkID?) async throws(AddressError) -> PoolRelease

    /// Leases the address that is asked for, or the name's own, or a free one.
    func leaseAddress(_ request: AddressRequest) async throws(AddressError) -> InterfaceAddress

    /// Releases an address.
    ///
    /// - Parameter lane: The network whose lane the caller holds. An endpoint of another network that the release proves dead
    ///   is returned, and nothing is changed.
    func releaseAddress(
        _ address: IPAddress,
        of pool: PoolID,
        inLaneOf lane: NetworkID?
    ) async throws(AddressError) -> DesiredState.Release

    /// Releases addresses that are still without an endpoint, and returns them.
    func releaseOrphans(among addresses: Set<LeasedAddress>) async throws(AddressError) -> Set<LeasedAddress>

    /// Reserves addresses for a name (`mdnp reserve`).
    ///
    /// - Parameter names: The names of networks, as far as these are known.
    func reserve(
        _ addresses: [IPAddress],
        in scope: String,
        names: [NetworkID: String],
        for name: String
    ) async throws(AddressError)

    /// Releases what a person names (`mdnp release`), and returns what that was.
    func release(
        _ items: [String],
        in scope: String,
        names: [NetworkID: String]
    ) async throws(AddressError) -> [ReleasedItem]

    /// Returns the changes that assign its addresses to an endpoint; none for those that are held already.
    ///
    /// CreateEndpoint may bring addresses that no RequestAddress leased, or whose release came too late.
    func holdingAddresses(
        of endpoint: Endpoint,
        in state: DesiredState,
        at now: Timestamp
    ) throws(Refusal) -> [Change]

    /// Returns the changes that release the addresses of an endpoint that is stale.
    func releasingAddresses(of endpoint: Endpoint, in state: DesiredState, at now: Timestamp) -> [Change]

    /// Returns the changes that release the pools of a network that is removed.
    func releasingPools(of network: Network, in state: DesiredState) -> [Change]
}

/// The result of a ReleasePool.
public enum PoolRelease: Hashable, Sendable {
    /// No such pool.
    case nothing
    /// The pool is released.
    case done(Pool)
    /// Nothing is changed: the pool is that of a network, which may end with it, in its own lane.
    case belongs(to: NetworkID)
}

/// The reason that an authority did not do what it was asked for.
public enum AddressError: Error, Sendable, CustomStringConvertible {
    /// The request cannot be met.
    case refused(Refusal)
    /// The authority cannot decide now, such as where the other hosts of a cluster cannot be reached: one line.
    case unavailable(String)
    /// The decision could not be kept: one line.
    case failed(String)

    /// The error in one line.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .unavailable(let cause), .failed(let cause): cause
        }
    }

    /// The same error of a state.
    public init(_ error: StateError) {
        switch error {
        case .refused(let refusal): self = .refused(refusal)
        case .failed(let cause): self = .failed(cause)
        }
    }
}
