// SPDX-License-Identifier: Apache-2.0

/// A lease of an address that is held, or was held until not long ago.
public struct Lease: Hashable, Sendable {
    /// The purpose of an address.
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// The gateway of a network (`RequestAddressType`).
        case gateway
        /// A container, or an auxiliary address (`--aux-address`): Docker's requests do not differ.
        case address
    }

    /// The purpose of the address.
    public let purpose: Purpose
    /// The name of the container, if Docker sends it (engines from 29.0).
    public let name: String?
    /// The time since which the address is held, or rests.
    public let since: Timestamp

    /// Creates a lease that starts at a time.
    public init(purpose: Purpose = .address, name: String? = nil, since: Timestamp) {
        self.purpose = purpose
        self.name = name
        self.since = since
    }
}

/// The state of a pool's address that is not free.
public enum AddressState: Hashable, Sendable {
    /// The address is held, and refused to all others.
    case held(Lease)
    /// The address is released, and is assigned to others only if no other address is left.
    ///
    /// The address that rests longest is assigned first; `order` counts up within the pool.
    case resting(Lease, order: UInt64)
    /// The address is reserved for a name that does not hold it now.
    case reserved
}
