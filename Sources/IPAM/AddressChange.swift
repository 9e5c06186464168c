// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// One change of what is leased, as it is committed.
public enum AddressChange: Hashable, Sendable {
    /// A pool is leased.
    case leasePool(Pool)
    /// A pool is no more, and none of its leases; what is reserved in it stays so.
    case releasePool(PoolID)
    /// An address is held.
    case hold(PoolID, IPAddress, Lease)
    /// An address was given back, and rests.
    case rest(PoolID, IPAddress, Lease, order: UInt64)
    /// An address was given back and does not rest, or has rested.
    case forget(PoolID, IPAddress)
    /// An address is kept for a name.
    case reserve(AddressSpace, IPAddress, name: String)
    /// An address is kept for nobody any more.
    case unreserve(AddressSpace, IPAddress)
    /// The host has got its block for automatic IPv6 pools.
    case adoptUniqueLocalBlock(Prefix)
}
