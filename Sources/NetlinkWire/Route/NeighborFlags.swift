// SPDX-License-Identifier: Apache-2.0

/// The flags of a neighbor (`NTF_…`).
public struct NeighborFlags: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: UInt8

    /// Creates flags from their bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The entry is in use (`NTF_USE`).
    public static let use = NeighborFlags(rawValue: 0x1)
    /// The entry belongs to the link itself, not to its master (`NTF_SELF`).
    public static let itself = NeighborFlags(rawValue: 0x2)
    /// The entry belongs to the master (`NTF_MASTER`).
    public static let master = NeighborFlags(rawValue: 0x4)
    /// The host replies for the neighbor (`NTF_PROXY`).
    public static let proxy = NeighborFlags(rawValue: 0x8)
    /// Another program maintains the entry (`NTF_EXT_LEARNED`).
    public static let externallyLearned = NeighborFlags(rawValue: 0x10)
    /// The entry never moves to another port (`NTF_STICKY`).
    public static let sticky = NeighborFlags(rawValue: 0x40)
    /// The neighbor is a router (`NTF_ROUTER`).
    public static let router = NeighborFlags(rawValue: 0x80)
}
