// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// How answers find the link that their connection came in by: rules that lead packets with a mark to a table with that link's default route.
///
///     ip rule: 1090: fwmark 0x20000000/0x60000000 lookup main suppress_prefixlength 0 proto 109
///     ip rule: 1091: fwmark 0x20000000/0x60000000 lookup 28005 proto 109
///     ip route: default via 203.0.113.254 dev eth1 table 28005 proto 109
///
/// The first rule leaves packets to known destinations, such as a VPN's, to the main table.
struct ArrivalRouting: Hashable {
    /// The bits of packet marks and connection marks that hold a link's number.
    static let mask: UInt32 = 0x6000_0000

    /// The mark of a link's number.
    static func mark(_ number: Int) -> UInt32 { UInt32(number) << 29 }

    /// The tables of mdnp, the first of them that of number 1.
    static let tables = table(ArrivalLinks.numbers.lowerBound)...table(ArrivalLinks.numbers.upperBound)

    /// The number by which the rules and routes are known (`proto 109`).
    static let origin = RouteOrigin(rawValue: 0x6d)

    private static func table(_ number: Int) -> UInt32 { LinkGroup.living + UInt32(number) }

    private static let priorities: (main: UInt32, own: UInt32) = (1090, 1091)

    /// The family.
    let family: IPFamily
    /// The number of the link.
    let number: Int
    /// The index of the link.
    let link: LinkIndex
    /// The next router; nil where the link needs none.
    let gateway: IPAddress?
    /// A Boolean value that indicates whether the router is reached by the link though no address of the link says so (`onlink`).
    let isOnLink: Bool

    /// The routing for a link of this number, by a default route that leaves by it.
    init?(_ number: Int, by route: RouteMessage) {
        guard let family = route.destinationPrefix?.family, let link = route.linkIndex else { return nil }
        self.family = family
        self.number = number
        self.link = link
        gateway = route.gateway
        isOnLink = route.flags & Self.onLink != 0
    }

    /// The flag of a router that is reached by the link all the same (`RTNH_F_ONLINK`).
    private static let onLink: UInt32 = 4

    /// The route, as it is added.
    var route: RouteMessage? {
        guard let everything = IPAddress(rawValue: 0, family: family).flatMap({ Prefix($0, length: 0) }) else {
            return nil
        }
        var route = RouteMessage(to: everything)
        route.table = Self.table(number)
        route.origin = Self.origin
        route.linkIndex = link
        route.gateway = gateway
        route.scope = gateway == nil && family == .v4 ? .link : .universe
        route.flags = isOnLink ? Self.onLink : 0
        return route
    }

    /// The rules, as they are added.
    var rules: [RoutingRuleMessage] {
        var main = RoutingRuleMessage(family: AddressFamily(family))
        main.mark = Self.mark(number)
        main.markMask = Self.mask
        main.action = .lookUp
        main.origin = Self.origin
        var own = main
        main.priority = Self.priorities.main
        main.table = RouteMessage.mainTable
        main.suppressedLength = 0
        own.priority = Self.priorities.own
        own.table = Self.table(number)
        return [main, own]
    }
}

extension RouteMessage {
    /// A Boolean value that indicates whether it is a route of mdnp in a table of mdnp.
    var isArrivalRoute: Bool { origin == ArrivalRouting.origin && ArrivalRouting.tables.contains(table) }
}

extension ArrivalRouting {
    /// The routing that a route of mdnp is of.
    init?(_ route: RouteMessage) {
        guard Self.tables.contains(route.table) else { return nil }
        self.init(Int(route.table - LinkGroup.living), by: route)
    }
}

extension RoutingRuleMessage {
    /// The rule as the kernel lists it.
    var settled: Self {
        var rule = self
        rule.suppressedLength = suppressedLength ?? .max
        rule.unknown = []
        return rule
    }
}
