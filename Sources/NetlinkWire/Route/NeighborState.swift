// SPDX-License-Identifier: Apache-2.0

/// The state of a neighbor entry (`NUD_…`).
public struct NeighborState: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: UInt16

    /// Creates a state from its bits.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Resolution is in progress (`NUD_INCOMPLETE`).
    public static let incomplete = NeighborState(rawValue: 0x1)
    /// The neighbor replied recently (`NUD_REACHABLE`).
    public static let reachable = NeighborState(rawValue: 0x2)
    /// The neighbor replied some time ago (`NUD_STALE`).
    public static let stale = NeighborState(rawValue: 0x4)
    /// The entry waits for confirmation before a probe (`NUD_DELAY`).
    public static let delay = NeighborState(rawValue: 0x8)
    /// The kernel probes the neighbor again (`NUD_PROBE`).
    public static let probe = NeighborState(rawValue: 0x10)
    /// The neighbor did not reply (`NUD_FAILED`).
    public static let failed = NeighborState(rawValue: 0x20)
    /// The entry needs no resolution, but may expire; "static" in a forwarding table (`NUD_NOARP`).
    public static let noARP = NeighborState(rawValue: 0x40)
    /// The entry remains until it is deleted (`NUD_PERMANENT`).
    public static let permanent = NeighborState(rawValue: 0x80)
}
