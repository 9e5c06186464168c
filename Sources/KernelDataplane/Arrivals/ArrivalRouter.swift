// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// Maintains the rules and routes that send replies by the link on which their connection arrived.
struct ArrivalRouter: Sendable {
    let rtnetlink: Rtnetlink
    let firewall: Firewall

    private var routes: Routes { rtnetlink.routes }
    private var links: Links { rtnetlink.links }

    /// Returns the default routes by family and link, for families with several such links.
    ///
    /// Tables of mdnp are left out. Of several routes by one link, the one with the lowest metric counts.
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

    /// Returns the names of links; a link that is deleted meanwhile has none.
    func names(of uplinks: [IPFamily: [LinkIndex: RouteMessage]]) -> [LinkIndex: InterfaceName] {
        var names: [LinkIndex: InterfaceName] = [:]
        for index in Set(uplinks.values.flatMap(\.keys)) {
            guard let link = try? links.get(.index(index)) else { continue }
            // A routing program of the host may use an mdnp link as its uplink.
            guard link.alias.flatMap({ LinkAlias($0) }) == nil else { continue }
            names[index] = try? InterfaceName(link.name)
        }
        return names
    }

    /// Reads the links of arrival, and whether the rules and routes for replies exist.
    func observe(_ observed: inout ObservedState) throws(NetlinkError) {
        let uplinks = try uplinkRoutes()
        let names = names(of: uplinks)
        observed.uplinks = Set(names.values)
        var arrivals: [InterfaceName: Int] = [:]
        for case .arrival(let link, let number) in observed.firewall { arrivals[link] = number }
        guard !arrivals.isEmpty else { return }
        let wanted = Self.routing(for: arrivals, by: uplinks, named: names)
        let found = try presentRouting()
        observed.routesArrivals =
            found.rules == Set(wanted.flatMap(\.rules).map(\.settled))
            && found.routes.compactMap { ArrivalRouting($0) }.count == found.routes.count
            && Set(found.routes.compactMap { ArrivalRouting($0) }) == wanted
    }

    /// Brings rules and routes in line with the links in the firewall.
    ///
    /// The kernel refuses a route by a link that is down; the next pass adds it.
    func route() throws(NetlinkError) {
        let arrivals = try firewall.arrivals()
        let uplinks = try arrivals.isEmpty ? [:] : uplinkRoutes()
        let wanted = Self.routing(for: arrivals, by: uplinks, named: names(of: uplinks))
        let rules = Set(wanted.flatMap(\.rules))
        let found = try presentRouting()
        let policy = RoutingRules(rtnetlink.socket)
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
        named names: [LinkIndex: InterfaceName]
    ) -> Set<ArrivalRouting> {
        Set(
            uplinks.values.flatMap { routes in
                routes.compactMap { index, route in
                    names[index].flatMap { arrivals[$0] }.flatMap { ArrivalRouting($0, by: route) }
                }
            }
        )
    }

    /// Returns the existing rules and routes of mdnp.
    private func presentRouting() throws(NetlinkError) -> (rules: Set<RoutingRuleMessage>, routes: [RouteMessage]) {
        let rules = try rtnetlink.routingRules().filter { $0.origin == ArrivalRouting.origin }
        return (Set(rules.map(\.settled)), try routes.list(table: nil).filter(\.isArrivalRoute))
    }

    private static func unlessGone(_ delete: () throws(NetlinkError) -> Void) throws(NetlinkError) {
        do throws(NetlinkError) {
            try delete()
        } catch let error where error.isNotFound {}
    }
}
