// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
public import NetworkModel

extension KernelDataplane {
    /// Reads the routes of both families in all tables that rules use, without the table `local`.
    public func hostRoutes() async throws(DataplaneError) -> [HostRoute] {
        do {
            let policy = RoutePolicy(try rtnetlink.routingRules())
            let found = try rtnetlink.routes.list(table: nil).compactMap { route -> Found? in
                guard route.table != RouteMessage.localTable, !route.isArrivalRoute,
                    let destination = route.destinationPrefix,
                    !destination.address.isMulticast, !destination.address.isLinkLocal,
                    let effect = HostRoute.Effect(route.type)
                else { return nil }
                return Found(route: route, destination: destination, effect: effect)
            }
            // Query single links: while containers come and go, a list of all links may be interrupted again and again.
            var names: [LinkIndex: String] = [:]
            for link in Set(found.compactMap(\.link)) { names[link] = try? rtnetlink.links.get(.index(link)).name }
            return policy.discards
                + found.flatMap { found in
                    policy.routes(
                        for: found.route,
                        to: found.destination,
                        effect: found.effect,
                        link: found.link.flatMap { names[$0] }
                    )
                }
        } catch {
            throw DataplaneError(error, during: "read host routes")
        }
    }

    private struct Found {
        let route: RouteMessage
        let destination: Prefix
        let effect: HostRoute.Effect

        /// The link by which packets leave; IPv6 has one even for a route that drops packets.
        var link: LinkIndex? { effect == .forward ? route.linkIndex : nil }
    }
}

extension Rtnetlink {
    /// Returns the routing rules; none if the kernel has only one table.
    func routingRules() throws(NetlinkError) -> [RoutingRuleMessage] {
        do throws(NetlinkError) {
            return try RoutingRules(socket).list()
        } catch let error where error.number == .notSupported {
            return []
        }
    }
}
