// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// The rules and routes of one link that send marked replies to a table with the default route of that link.
///
///     ip rule: 1090: fwmark 0x20000000/0x60000000 lookup main suppress_prefixlength 0 proto 109
///     ip rule: 1091: fwmark 0x20000000/0x60000000 lookup 28005 proto 109
///     ip route: default via 203.0.113.254 dev eth1 table 28005 proto 109
///
/// The first rule leaves packets to known destinations, such as a VPN, to the main table.
struct ArrivalRouting: Hashable {
    /// The bits of packet marks and connection marks that hold the number of a link.
    static let mask: UInt32 = 0x6000_0000

    /// Returns the mark for the number of a link.
    static func mark(_ number: Int) -> UInt32 { UInt32(number) << 29 }

    /// The mdnp routing tables; the first is that of number 1.
    static let tables = table(ArrivalLinks.numbers.lowerBound)...table(ArrivalLinks.numbers.upperBound)

    /// The protocol number of the rules and routes (`proto 109`).
    static let origin = RouteOrigin(rawValue: 0x6d)

    private static func table(_ number: Int) -> UInt32 { LinkGroup.active + UInt32(number) }

    private static let priorities: (main: UInt32, own: UInt32) = (1090, 1091)

    /// The family.
    let family: IPFamily
    /// The number of the link.
    let number: Int
    /// The index of the link.
    let link: LinkIndex
    /// The next hop; nil if the link needs none.
    let gateway: IPAddress?
    /// A Boolean value that indicates whether the next hop is on the link without a matching address there (`onlink`).
    let isOnLink: Bool

    /// Creates the routing for a link with a number, from a default route by that link.
    init?(_ number: Int, by route: RouteMessage) {
        guard let family = route.destinationPrefix?.family, let link = route.linkIndex else { return nil }
        self.family = family
        self.number = number
        self.link = link
        gateway = route.gateway
        isOnLink = route.flags & Self.onLink != 0
    }

    /// The flag of a next hop that is on the link without a matching address (`RTNH_F_ONLINK`).
    private static let onLink: UInt32 = 4

    /// The route to add.
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

    /// The rules to add.
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
    /// A Boolean value that indicates whether the route is an mdnp route in an mdnp table.
    var isArrivalRoute: Bool { origin == ArrivalRouting.origin && ArrivalRouting.tables.contains(table) }
}

extension ArrivalRouting {
    /// Creates the routing from one of its routes.
    init?(_ route: RouteMessage) {
        guard Self.tables.contains(route.table) else { return nil }
        self.init(Int(route.table - LinkGroup.active), by: route)
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
