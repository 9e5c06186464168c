// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// The bridges of Docker's own networks, by their names: `docker0`, `docker_gwbridge`, and `br-` with twelve digits of a network's id.
///
/// If Docker uses `iptables-legacy`, no other event reports a new one.
struct DockerBridges: Hashable {
    private var known: [LinkIndex: InterfaceName] = [:]

    /// Finds the bridges among links.
    init(among links: [Link] = []) {
        for link in links { known[link.index] = Self.name(of: link) }
    }

    /// Returns the names of the bridges among links.
    static func names(among links: [Link]) -> Set<InterfaceName> { Set(links.compactMap(name)) }

    /// Applies an event; returns true if it added, removed or renamed a bridge.
    mutating func haveChanged(by event: RouteEvent) -> Bool {
        switch event {
        // Messages of the bridge family report the same link from its bridge, without its kind.
        case .link(let link) where link.message.family == .unspecified:
            let (before, now) = (known[link.index], Self.name(of: link))
            known[link.index] = now
            return before != now
        case .linkRemoved(let link) where link.message.family == .unspecified:
            return known.removeValue(forKey: link.index) != nil
        default: return false
        }
    }

    private static func name(of link: Link) -> InterfaceName? {
        guard link.kind == "bridge", isDockers(link.name) else { return nil }
        return try? InterfaceName(link.name)
    }

    private static func isDockers(_ name: String) -> Bool {
        let id = name.dropFirst(3)
        return name == "docker0" || name == "docker_gwbridge"
            || (name.hasPrefix("br-") && id.utf8.count == 12 && id.allSatisfy(\.isHexDigit))
    }
}
