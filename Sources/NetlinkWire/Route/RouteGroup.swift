// SPDX-License-Identifier: Apache-2.0

/// A multicast group of the route family, to which a socket subscribes for notifications (`RTNLGRP_…`).
public struct RouteGroup: RawRepresentable, Hashable, Sendable {
    /// The number for `NETLINK_ADD_MEMBERSHIP`.
    public let rawValue: UInt32

    /// Creates a group from its number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Links (`RTNLGRP_LINK`).
    public static let link = RouteGroup(rawValue: 1)
    /// Neighbors, including forwarding table entries of bridges (`RTNLGRP_NEIGH`).
    public static let neighbor = RouteGroup(rawValue: 3)
    /// Traffic control (`RTNLGRP_TC`).
    public static let trafficControl = RouteGroup(rawValue: 4)
    /// IPv4 addresses (`RTNLGRP_IPV4_IFADDR`).
    public static let ipv4Address = RouteGroup(rawValue: 5)
    /// IPv4 routes (`RTNLGRP_IPV4_ROUTE`).
    public static let ipv4Route = RouteGroup(rawValue: 7)
    /// IPv4 policy rules (`RTNLGRP_IPV4_RULE`).
    public static let ipv4Rule = RouteGroup(rawValue: 8)
    /// IPv6 addresses (`RTNLGRP_IPV6_IFADDR`).
    public static let ipv6Address = RouteGroup(rawValue: 9)
    /// IPv6 routes (`RTNLGRP_IPV6_ROUTE`).
    public static let ipv6Route = RouteGroup(rawValue: 11)
    /// IPv6 policy rules (`RTNLGRP_IPV6_RULE`).
    public static let ipv6Rule = RouteGroup(rawValue: 19)
    /// Ids of network namespaces (`RTNLGRP_NSID`).
    public static let namespaceID = RouteGroup(rawValue: 28)
}
