// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire

/// The uplinks of the host: the links by which packets to the Internet leave.
struct WayOut {
    let routes: Routes
    let links: Links

    /// The destinations of route lookups, the addresses of a DNS root server; mdnp sends no packet to them.
    private static var destinations: [IPAddress] {
        ["198.41.0.4", "2001:503:ba3e::2:30"].compactMap { IPAddress($0) }
    }

    /// Returns the index of the link by which packets of a family leave.
    func link(_ family: IPFamily) throws(NetlinkError) -> LinkIndex? {
        guard let destination = Self.destinations.first(where: { $0.family == family }) else { return nil }
        return try routes.get(to: destination)?.linkIndex
    }

    /// Returns the MTU of each family's uplink in bytes: that of the route, or else of its link.
    func mtu() throws(NetlinkError) -> [IPFamily: Int] {
        var found: [IPFamily: Int] = [:]
        for destination in Self.destinations {
            // A link may be deleted at any time, and routes that drop packets lead to a loopback link.
            guard let route = try routes.get(to: destination), let index = route.linkIndex,
                let link = try? links.get(.index(index)), !link.message.flags.contains(.loopback)
            else { continue }
            found[destination.family] = Int(min(route.metrics?.mtu ?? .max, link.mtu))
        }
        return found
    }
}
