// SPDX-License-Identifier: Apache-2.0

/// An IPv4 setting of a link (`IPV4_DEVCONF_…`), as in `/proc/sys/net/ipv4/conf/LINK`.
public struct IPv4Setting: RawRepresentable, Hashable, Sendable {
    /// The number on the wire, from 1.
    public let rawValue: UInt16

    /// Creates a setting from its number.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Forwarding of received packets (`forwarding`).
    public static let forwarding = IPv4Setting(rawValue: 1)
    /// Replies to ARP requests for other hosts (`proxy_arp`).
    public static let proxyARP = IPv4Setting(rawValue: 3)
    /// Acceptance of ICMP redirects (`accept_redirects`).
    public static let acceptRedirects = IPv4Setting(rawValue: 4)
    /// Sending of ICMP redirects (`send_redirects`).
    public static let sendRedirects = IPv4Setting(rawValue: 6)
    /// Source validation: 0 off, 1 reachable by this link, 2 reachable by any link (`rp_filter`).
    public static let reversePathFilter = IPv4Setting(rawValue: 8)
    /// Replies to ARP requests only for addresses of the link (`arp_ignore`).
    public static let ignoreARP = IPv4Setting(rawValue: 19)
    /// Announcement of new addresses (`arp_notify`).
    public static let notifyARP = IPv4Setting(rawValue: 22)
    /// Acceptance of packets with a source address of the host (`accept_local`).
    public static let acceptLocal = IPv4Setting(rawValue: 23)
    /// Routing of 127.0.0.0/8 in and out (`route_localnet`).
    public static let routeLocalnet = IPv4Setting(rawValue: 26)
}
