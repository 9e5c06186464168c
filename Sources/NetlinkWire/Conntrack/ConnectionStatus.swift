// SPDX-License-Identifier: Apache-2.0

/// What is known of a connection (`enum ip_conntrack_status`).
public struct ConnectionStatus: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt32

    /// A status by its bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Another connection announced it (`IPS_EXPECTED`).
    public static let expected = ConnectionStatus(rawValue: 0x1)
    /// Packets came both ways (`IPS_SEEN_REPLY`).
    public static let seenReply = ConnectionStatus(rawValue: 0x2)
    /// It outlives a shortage of room (`IPS_ASSURED`).
    public static let assured = ConnectionStatus(rawValue: 0x4)
    /// Its first packet has left the host (`IPS_CONFIRMED`).
    public static let confirmed = ConnectionStatus(rawValue: 0x8)
    /// Its source is translated (`IPS_SRC_NAT`).
    public static let sourceTranslated = ConnectionStatus(rawValue: 0x10)
    /// Its destination is translated (`IPS_DST_NAT`).
    public static let destinationTranslated = ConnectionStatus(rawValue: 0x20)
    /// The sequence numbers of TCP are moved (`IPS_SEQ_ADJUST`).
    public static let sequenceAdjusted = ConnectionStatus(rawValue: 0x40)
    /// Whether its source is translated has been decided (`IPS_SRC_NAT_DONE`).
    public static let sourceDecided = ConnectionStatus(rawValue: 0x80)
    /// Whether its destination is translated has been decided (`IPS_DST_NAT_DONE`).
    public static let destinationDecided = ConnectionStatus(rawValue: 0x100)
    /// It is going (`IPS_DYING`).
    public static let dying = ConnectionStatus(rawValue: 0x200)
    /// Its timeout stays as it is, whatever comes by (`IPS_FIXED_TIMEOUT`).
    public static let fixedTimeout = ConnectionStatus(rawValue: 0x400)
    /// It goes through a flow table (`IPS_OFFLOAD`).
    public static let offloaded = ConnectionStatus(rawValue: 0x4000)
}
