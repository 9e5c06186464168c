// SPDX-License-Identifier: Apache-2.0

/// The family of packets that a table processes (`NFPROTO_*`).
public struct NFFamily: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates a family from the kernel's number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// All families, in requests (`NFPROTO_UNSPEC`).
    public static let unspecified = NFFamily(rawValue: 0)
    /// IPv4 and IPv6 (`NFPROTO_INET`).
    public static let inet = NFFamily(rawValue: 1)
    /// IPv4 (`NFPROTO_IPV4`): `ip` in `nft`.
    public static let ipv4 = NFFamily(rawValue: 2)
    /// ARP (`NFPROTO_ARP`).
    public static let arp = NFFamily(rawValue: 3)
    /// Packets that one device receives (`NFPROTO_NETDEV`).
    public static let netdev = NFFamily(rawValue: 5)
    /// Frames that a bridge forwards (`NFPROTO_BRIDGE`).
    public static let bridge = NFFamily(rawValue: 7)
    /// IPv6 (`NFPROTO_IPV6`): `ip6` in `nft`.
    public static let ipv6 = NFFamily(rawValue: 10)

    /// The name in `nft`, or the number of a family without a name here.
    public var description: String {
        switch self {
        case .unspecified: "unspecified"
        case .inet: "inet"
        case .ipv4: "ipv4"
        case .arp: "arp"
        case .netdev: "netdev"
        case .bridge: "bridge"
        case .ipv6: "ipv6"
        default: "\(rawValue)"
        }
    }
}
