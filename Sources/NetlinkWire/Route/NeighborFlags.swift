// SPDX-License-Identifier: Apache-2.0

/// The flags of a neighbor (`NTF_…`).
public struct NeighborFlags: OptionSet, Hashable, Sendable {
    /// The bits as they travel.
    public let rawValue: UInt8

    /// The flags with these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// It is in use (`NTF_USE`).
    public static let use = NeighborFlags(rawValue: 0x1)
    /// The entry is the link's own, not its master's (`NTF_SELF`).
    public static let itself = NeighborFlags(rawValue: 0x2)
    /// The entry is the master's (`NTF_MASTER`).
    public static let master = NeighborFlags(rawValue: 0x4)
    /// The host answers for it (`NTF_PROXY`).
    public static let proxy = NeighborFlags(rawValue: 0x8)
    /// Someone else keeps it up to date (`NTF_EXT_LEARNED`).
    public static let externallyLearned = NeighborFlags(rawValue: 0x10)
    /// It never moves to another port (`NTF_STICKY`).
    public static let sticky = NeighborFlags(rawValue: 0x40)
    /// It is a router (`NTF_ROUTER`).
    public static let router = NeighborFlags(rawValue: 0x80)
}
