// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
public import NetworkModel

extension KernelDataplane {
    /// Reads the routes of all tables that some packet is looked up in but that of the host's own addresses, of both families.
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
            // Not a list of all links: while containers come and go, it may be interrupted again and again.
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
            throw DataplaneError(error, during: "look at the host's routes")
        }
    }

    private struct Found {
        let route: RouteMessage
        let destination: Prefix
        let effect: HostRoute.Effect

        /// The link that packets leave by: IPv6 names one even for packets that it drops.
        var link: LinkIndex? { effect == .forward ? route.linkIndex : nil }
    }
}

extension Rtnetlink {
    /// None where the kernel has one table only.
    func routingRules() throws(NetlinkError) -> [RoutingRuleMessage] {
        do throws(NetlinkError) {
            return try RoutingRules(socket).list()
        } catch let error where error.number == .notSupported {
            return []
        }
    }
}
