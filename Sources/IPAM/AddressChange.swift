// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// One committed change of leases or reservations.
public enum AddressChange: Hashable, Sendable {
    /// A pool is leased.
    case leasePool(Pool)
    /// A pool is released with all its leases; its reservations remain.
    case releasePool(PoolID)
    /// An address is held.
    case hold(PoolID, IPAddress, Lease)
    /// An address is released and rests.
    case rest(PoolID, IPAddress, Lease, order: UInt64)
    /// An address is released without a rest, or its rest has ended.
    case forget(PoolID, IPAddress)
    /// An address is reserved for a name.
    case reserve(AddressSpace, IPAddress, name: String)
    /// The reservation of an address is removed.
    case unreserve(AddressSpace, IPAddress)
    /// The host adopts its block for automatic IPv6 pools.
    case adoptUniqueLocalBlock(Prefix)
}
