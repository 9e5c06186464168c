// SPDX-License-Identifier: Apache-2.0

/// The flags of a link (`IFF_…`).
public struct LinkFlags: OptionSet, Hashable, Sendable {
    /// The bits as they travel.
    public let rawValue: UInt32

    /// The flags with these bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Switched on (`IFF_UP`).
    public static let up = LinkFlags(rawValue: 0x1)
    /// It has a broadcast address (`IFF_BROADCAST`).
    public static let broadcast = LinkFlags(rawValue: 0x2)
    /// It is a loopback (`IFF_LOOPBACK`).
    public static let loopback = LinkFlags(rawValue: 0x8)
    /// It has one peer only (`IFF_POINTOPOINT`).
    public static let pointToPoint = LinkFlags(rawValue: 0x10)
    /// Operational, as RFC 2863 has it (`IFF_RUNNING`).
    public static let running = LinkFlags(rawValue: 0x40)
    /// It does without ARP (`IFF_NOARP`).
    public static let noARP = LinkFlags(rawValue: 0x80)
    /// It takes all frames (`IFF_PROMISC`).
    public static let promiscuous = LinkFlags(rawValue: 0x100)
    /// It takes all multicast frames (`IFF_ALLMULTI`).
    public static let allMulticast = LinkFlags(rawValue: 0x200)
    /// It can do multicast (`IFF_MULTICAST`).
    public static let multicast = LinkFlags(rawValue: 0x1000)
    /// The layer below is up: there is a carrier (`IFF_LOWER_UP`).
    public static let lowerUp = LinkFlags(rawValue: 0x10000)
    /// It waits for something outside (`IFF_DORMANT`).
    public static let dormant = LinkFlags(rawValue: 0x20000)
}
