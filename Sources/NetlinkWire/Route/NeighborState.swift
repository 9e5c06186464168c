// SPDX-License-Identifier: Apache-2.0

/// What is known of a neighbor (`NUD_…`).
public struct NeighborState: OptionSet, Hashable, Sendable {
    /// The bits as they travel.
    public let rawValue: UInt16

    /// The state with these bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// It is being asked for (`NUD_INCOMPLETE`).
    public static let incomplete = NeighborState(rawValue: 0x1)
    /// It answered lately (`NUD_REACHABLE`).
    public static let reachable = NeighborState(rawValue: 0x2)
    /// It answered some time ago (`NUD_STALE`).
    public static let stale = NeighborState(rawValue: 0x4)
    /// It will be asked for again soon (`NUD_DELAY`).
    public static let delay = NeighborState(rawValue: 0x8)
    /// It is being asked for again (`NUD_PROBE`).
    public static let probe = NeighborState(rawValue: 0x10)
    /// It did not answer (`NUD_FAILED`).
    public static let failed = NeighborState(rawValue: 0x20)
    /// It is never asked for, but may go; in a forwarding table, "static" (`NUD_NOARP`).
    public static let noARP = NeighborState(rawValue: 0x40)
    /// It stays until it is deleted (`NUD_PERMANENT`).
    public static let permanent = NeighborState(rawValue: 0x80)
}
