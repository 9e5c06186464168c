// SPDX-License-Identifier: Apache-2.0

import Netlink
import NetlinkWire
import NetworkModel

/// Foreign links that accept router advertisements (`accept_ra` 1), if they may be uplinks.
struct Uplinks {
    /// Hardware, links directly on hardware, and bridges with such a port.
    let certain: [Link]
    /// Other links, such as the host's end if the host is a container itself: uplinks if a router has advertised itself there.
    ///
    /// Bridges are excluded: behind a Docker bridge are containers, whose advertisements must not count.
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
