// SPDX-License-Identifier: Apache-2.0

/// The flags of a link (`IFF_…`).
public struct LinkFlags: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: UInt32

    /// Creates flags from their bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The link is administratively up (`IFF_UP`).
    public static let up = LinkFlags(rawValue: 0x1)
    /// The link has a broadcast address (`IFF_BROADCAST`).
    public static let broadcast = LinkFlags(rawValue: 0x2)
    /// The link is a loopback (`IFF_LOOPBACK`).
    public static let loopback = LinkFlags(rawValue: 0x8)
    /// The link has a single peer (`IFF_POINTOPOINT`).
    public static let pointToPoint = LinkFlags(rawValue: 0x10)
    /// The link is operational as defined by RFC 2863 (`IFF_RUNNING`).
    public static let running = LinkFlags(rawValue: 0x40)
    /// The link does not use ARP (`IFF_NOARP`).
    public static let noARP = LinkFlags(rawValue: 0x80)
    /// The link accepts all frames (`IFF_PROMISC`).
    public static let promiscuous = LinkFlags(rawValue: 0x100)
    /// The link accepts all multicast frames (`IFF_ALLMULTI`).
    public static let allMulticast = LinkFlags(rawValue: 0x200)
    /// The link supports multicast (`IFF_MULTICAST`).
    public static let multicast = LinkFlags(rawValue: 0x1000)
    /// The lower layer is up: the link has a carrier (`IFF_LOWER_UP`).
    public static let lowerUp = LinkFlags(rawValue: 0x10000)
    /// The link waits for an external event (`IFF_DORMANT`).
    public static let dormant = LinkFlags(rawValue: 0x20000)
}
