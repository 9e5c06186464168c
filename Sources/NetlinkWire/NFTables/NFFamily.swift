// SPDX-License-Identifier: Apache-2.0

/// The packets that a table sees (`NFPROTO_*`).
public struct NFFamily: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number as it travels.
    public let rawValue: UInt8

    /// The family of a number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// No family: requests about all of them (`NFPROTO_UNSPEC`).
    public static let unspecified = NFFamily(rawValue: 0)
    /// IPv4 and IPv6 together (`NFPROTO_INET`).
    public static let inet = NFFamily(rawValue: 1)
    /// IPv4 alone (`NFPROTO_IPV4`); `nft` calls it `ip`.
    public static let ipv4 = NFFamily(rawValue: 2)
    /// ARP (`NFPROTO_ARP`).
    public static let arp = NFFamily(rawValue: 3)
    /// What one device receives (`NFPROTO_NETDEV`).
    public static let netdev = NFFamily(rawValue: 5)
    /// Frames that a bridge forwards (`NFPROTO_BRIDGE`).
    public static let bridge = NFFamily(rawValue: 7)
    /// IPv6 alone (`NFPROTO_IPV6`); `nft` calls it `ip6`.
    public static let ipv6 = NFFamily(rawValue: 10)

    /// The name, or the number of a family that has none here.
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
