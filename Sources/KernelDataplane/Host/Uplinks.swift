// SPDX-License-Identifier: Apache-2.0

import Netlink
import NetlinkWire
import NetworkModel

/// Links of others that believe routers (`accept_ra` 1), as far as the host may reach the world through them.
struct Uplinks {
    /// Hardware, what is made straight of it, and bridges that such a link is a port of.
    let certain: [Link]
    /// Others, such as the host's end where the host is a container itself: uplinks if they have heard a router.
    ///
    /// Never a bridge, whatever it has heard: behind Docker's there are containers, whose word must not count.
    let possible: [Link]

    private static let hardware: Set<String?> = [nil, "vlan", "bond", "team", "macvlan"]

    init(among links: [Link]) {
        let isHardware = { (link: Link) in
            Self.hardware.contains(link.kind) && !link.message.flags.contains(.loopback)
        }
        let masters = Set(links.filter(isHardware).compactMap(\.master))
        let believing = links.filter { link in
            link.message.settings?.ipv6[.acceptRouters] == 1 && link.master == nil
                && !link.message.flags.contains(.loopback) && link.alias.flatMap { LinkAlias($0) } == nil
        }
        certain = believing.filter { isHardware($0) || masters.contains($0.index) }
        possible = believing.filter { !isHardware($0) && !masters.contains($0.index) && $0.kind != "bridge" }
    }
}
