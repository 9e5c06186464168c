// SPDX-License-Identifier: Apache-2.0

/// An address that is held, or was until not long ago.
public struct Lease: Hashable, Sendable {
    /// What an address is for.
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// A network's gateway (`RequestAddressType`).
        case gateway
        /// A container, or nobody at all (`--aux-address`): Docker does not tell one from the other.
        case address
    }

    /// What it is for.
    public let purpose: Purpose
    /// The container's name, where Docker tells it (engines from 29.0).
    public let name: String?
    /// Since when it is held, or rests.
    public let since: Timestamp

    /// A lease that begins.
    public init(purpose: Purpose = .address, name: String? = nil, since: Timestamp) {
        self.purpose = purpose
        self.name = name
        self.since = since
    }
}

/// What has become of an address of a pool that is not simply free.
public enum AddressState: Hashable, Sendable {
    /// Nobody else can have it.
    case held(Lease)
    /// Given back: others get it only when nothing else is left, the one that rests longest first; `order` counts up within the pool.
    case resting(Lease, order: UInt64)
    /// Kept for a name, which does not have it now.
    case reserved
}
