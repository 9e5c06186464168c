// SPDX-License-Identifier: Apache-2.0

/// One of a link's settings of IPv4 (`IPV4_DEVCONF_…`), as `/proc/sys/net/ipv4/conf/LINK` shows them.
public struct IPv4Setting: RawRepresentable, Hashable, Sendable {
    /// The number as it travels, from 1.
    public let rawValue: UInt16

    /// The setting of this number.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Whether what comes in may be forwarded (`forwarding`).
    public static let forwarding = IPv4Setting(rawValue: 1)
    /// Whether it answers ARP for others (`proxy_arp`).
    public static let proxyARP = IPv4Setting(rawValue: 3)
    /// Whether redirects are believed (`accept_redirects`).
    public static let acceptRedirects = IPv4Setting(rawValue: 4)
    /// Whether redirects are sent (`send_redirects`).
    public static let sendRedirects = IPv4Setting(rawValue: 6)
    /// Whether a sender's address must be reachable: 0 no, 1 by this link, 2 by any (`rp_filter`).
    public static let reversePathFilter = IPv4Setting(rawValue: 8)
    /// Whether only addresses of the link itself are answered for (`arp_ignore`).
    public static let ignoreARP = IPv4Setting(rawValue: 19)
    /// Whether a new address is announced (`arp_notify`).
    public static let notifyARP = IPv4Setting(rawValue: 22)
    /// Whether packets from the host's own addresses may come in (`accept_local`).
    public static let acceptLocal = IPv4Setting(rawValue: 23)
    /// Whether 127.0.0.0/8 may come in and go out (`route_localnet`).
    public static let routeLocalnet = IPv4Setting(rawValue: 26)
}
