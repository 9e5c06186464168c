// SPDX-License-Identifier: Apache-2.0

/// The status bits of a connection (`enum ip_conntrack_status`).
public struct ConnectionStatus: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32

    /// Creates a status from the kernel's bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The connection was expected by another connection (`IPS_EXPECTED`).
    public static let expected = ConnectionStatus(rawValue: 0x1)
    /// Packets have passed in both directions (`IPS_SEEN_REPLY`).
    public static let seenReply = ConnectionStatus(rawValue: 0x2)
    /// The connection is not evicted early when the table is full (`IPS_ASSURED`).
    public static let assured = ConnectionStatus(rawValue: 0x4)
    /// The first packet has left the host (`IPS_CONFIRMED`).
    public static let confirmed = ConnectionStatus(rawValue: 0x8)
    /// The source is translated (`IPS_SRC_NAT`).
    public static let sourceTranslated = ConnectionStatus(rawValue: 0x10)
    /// The destination is translated (`IPS_DST_NAT`).
    public static let destinationTranslated = ConnectionStatus(rawValue: 0x20)
    /// The TCP sequence numbers are adjusted (`IPS_SEQ_ADJUST`).
    public static let sequenceAdjusted = ConnectionStatus(rawValue: 0x40)
    /// The decision about source translation is made (`IPS_SRC_NAT_DONE`).
    public static let sourceDecided = ConnectionStatus(rawValue: 0x80)
    /// The decision about destination translation is made (`IPS_DST_NAT_DONE`).
    public static let destinationDecided = ConnectionStatus(rawValue: 0x100)
    /// The connection is being removed (`IPS_DYING`).
    public static let dying = ConnectionStatus(rawValue: 0x200)
    /// The timeout is fixed: packets do not renew it (`IPS_FIXED_TIMEOUT`).
    public static let fixedTimeout = ConnectionStatus(rawValue: 0x400)
    /// A flow table forwards the packets (`IPS_OFFLOAD`).
    public static let offloaded = ConnectionStatus(rawValue: 0x4000)
}
