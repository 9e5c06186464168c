// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire

/// The host's way out: the links that packets to the Internet leave by.
struct WayOut {
    let routes: Routes
    let links: Links

    /// Addresses in the Internet, those of a root server of the domain name system: looked up, never sent to.
    private static var destinations: [IPAddress] {
        ["198.41.0.4", "2001:503:ba3e::2:30"].compactMap { IPAddress($0) }
    }

    /// The index of the link that packets of a family leave by.
    func link(_ family: IPFamily) throws(NetlinkError) -> LinkIndex? {
        guard let destination = Self.destinations.first(where: { $0.family == family }) else { return nil }
        return try routes.get(to: destination)?.linkIndex
    }

    /// The MTU of each family's way out in bytes: that of the route, if it has one, or of its link.
    func mtu() throws(NetlinkError) -> [IPFamily: Int] {
        var found: [IPFamily: Int] = [:]
        for destination in Self.destinations {
            // A link may go at any moment, and a loopback link is where routes that drop packets lead.
            guard let route = try routes.get(to: destination), let index = route.linkIndex,
                let link = try? links.get(.index(index)), !link.message.flags.contains(.loopback)
            else { continue }
            found[destination.family] = Int(min(route.metrics?.mtu ?? .max, link.mtu))
        }
        return found
    }
}
