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

extension KernelDataplane {
    /// The default routes of all tables but mdnp's, by family and link, of families that have them by several links; of several routes by a link
    /// the one of lowest priority.
    func uplinkRoutes() throws(NetlinkError) -> [IPFamily: [LinkIndex: RouteMessage]] {
        var found: [IPFamily: [LinkIndex: RouteMessage]] = [:]
        for route in try routes.list(table: nil) where route.type == .unicast && route.destinationLength == 0 {
            guard let family = route.destinationPrefix?.family, let link = route.linkIndex, route.sourceLength == 0,
                !ArrivalRouting.tables.contains(route.table), route.table != RouteMessage.localTable
            else { continue }
            let other = found[family]?[link]
            if other == nil || other?.priority ?? 0 > route.priority ?? 0 { found[family, default: [:]][link] = route }
        }
        return found.filter { $0.value.count > 1 }
    }

    /// The names of links; one that goes meanwhile has none.
    func names(of uplinks: [IPFamily: [LinkIndex: RouteMessage]]) -> [LinkIndex: InterfaceName] {
        var names: [LinkIndex: InterfaceName] = [:]
        for index in Set(uplinks.values.flatMap(\.keys)) {
            guard let link = try? links.get(.index(index)) else { continue }
            // A program of the host may take a link of mdnp for a way out.
            guard link.alias.flatMap({ LinkAlias($0) }) == nil else { continue }
            names[index] = try? InterfaceName(link.name)
        }
        return names
    }

    /// Reads by which links connections come in, and whether answers find them.
    func observeArrivals(_ observed: inout ObservedState) throws(NetlinkError) {
        let uplinks = try uplinkRoutes()
        let names = names(of: uplinks)
        observed.uplinks = Set(names.values)
        var arrivals: [InterfaceName: Int] = [:]
        for case .arrival(let link, let number) in observed.firewall { arrivals[link] = number }
        guard !arrivals.isEmpty else { return }
        let wanted = Self.routing(for: arrivals, by: uplinks, names)
        let found = try standingRouting()
        observed.routesArrivals =
            found.rules == Set(wanted.flatMap(\.rules).map(\.settled))
            && found.routes.compactMap { ArrivalRouting($0) }.count == found.routes.count
            && Set(found.routes.compactMap { ArrivalRouting($0) }) == wanted
    }

    /// Brings rules and routes to what the firewall knows of links.
    ///
    /// A route that the kernel refuses, since its link is just down, is missing until the next look.
    func routeArrivals() throws(NetlinkError) {
        let arrivals = try firewall.arrivals()
        let uplinks = try arrivals.isEmpty ? [:] : uplinkRoutes()
        let wanted = Self.routing(for: arrivals, by: uplinks, names(of: uplinks))
        let rules = Set(wanted.flatMap(\.rules))
        let found = try standingRouting()
        let policy = RoutingRules(route)
        for rule in found.rules where !rules.contains(where: { $0.settled == rule }) {
            try Self.unlessGone { () throws(NetlinkError) in try policy.delete(rule) }
        }
        for route in found.routes where ArrivalRouting(route).map({ !wanted.contains($0) }) ?? true {
            try Self.unlessGone { () throws(NetlinkError) in try routes.delete(route) }
        }
        for route in wanted.compactMap(\.route) {
            do throws(NetlinkError) {
                try routes.replace(route)
            } catch let error where error.isUnreachable {}
        }
        for rule in rules where !found.rules.contains(rule.settled) {
            do throws(NetlinkError) {
                try policy.add(rule)
            } catch let error where error.isExists {}
        }
    }

    private static func routing(
        for arrivals: [InterfaceName: Int],
        by uplinks: [IPFamily: [LinkIndex: RouteMessage]],
        _ names: [LinkIndex: InterfaceName]
    ) -> Set<ArrivalRouting> {
        Set(
            uplinks.values.flatMap { routes in
                routes.compactMap { index, route in
                    names[index].flatMap { arrivals[$0] }.flatMap { ArrivalRouting($0, by: route) }
                }
            }
        )
    }

    /// The rules and routes of mdnp that are there.
    private func standingRouting() throws(NetlinkError) -> (rules: Set<RoutingRuleMessage>, routes: [RouteMessage]) {
        let rules = try routingRules().filter { $0.origin == ArrivalRouting.origin }
        return (Set(rules.map(\.settled)), try routes.list(table: nil).filter(\.isArrivalRoute))
    }

    private static func unlessGone(_ delete: () throws(NetlinkError) -> Void) throws(NetlinkError) {
        do throws(NetlinkError) {
            try delete()
        } catch let error where error.isNotFound {}
    }
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
    fileprivate var settled: Self {
        var rule = self
        rule.suppressedLength = suppressedLength ?? .max
        rule.unknown = []
        return rule
    }
}
