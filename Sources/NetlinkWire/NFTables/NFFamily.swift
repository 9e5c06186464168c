/// The packets that a table sees (`NFPROTO_*`).
public enum NFFamily: UInt8, Hashable, Sendable, CaseIterable {
    /// No family: requests about all of them (`NFPROTO_UNSPEC`).
    case unspecified = 0
    /// IPv4 and IPv6 together (`NFPROTO_INET`).
    case inet = 1
    /// IPv4 alone (`NFPROTO_IPV4`); `nft` calls it `ip`.
    case ipv4 = 2
    /// ARP (`NFPROTO_ARP`).
    case arp = 3
    /// What one device receives (`NFPROTO_NETDEV`).
    case netdev = 5
    /// Frames that a bridge forwards (`NFPROTO_BRIDGE`).
    case bridge = 7
    /// IPv6 alone (`NFPROTO_IPV6`); `nft` calls it `ip6`.
    case ipv6 = 10
}
