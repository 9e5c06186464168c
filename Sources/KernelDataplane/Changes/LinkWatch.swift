// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// Tells what somebody did to mdnp's links from the lives of containers, in which links come and go by the thousand: pure, from what it
/// is told.
///
/// It remembers what it saw of each link of mdnp's, and of every link's addresses.
struct LinkWatch {
    /// What of a link matters.
    private enum Seen: Hashable {
        case bridge(name: String, mac: MACAddress?, mtu: UInt32, isUp: Bool, isGrouped: Bool)
        case veth(master: LinkIndex?, isUp: Bool, isGrouped: Bool)
        /// A veth that waits for the reaper.
        case dead
    }

    private var links: [LinkIndex: Seen] = [:]
    /// The MTUs of others' links: one of them may be the host's way out.
    private var foreignMTUs: [LinkIndex: UInt32] = [:]
    private var addresses: [LinkIndex: Set<InterfaceAddress>] = [:]

    /// A watch that knows of these links and addresses.
    init(links: [Link] = [], addresses: [AddressMessage] = []) {
        for link in links {
            self.links[link.index] = Self.seen(link)
            if Self.seen(link) == nil { foreignMTUs[link.index] = link.mtu }
        }
        for address in addresses where counts(address) {
            address.interfaceAddress.map { _ = self.addresses[address.linkIndex, default: []].insert($0) }
        }
    }

    /// Takes in an event; true where mdnp's links have to be looked at, or where events were lost.
    mutating func isDisturbed(by event: RouteEvent) -> Bool {
        switch event {
        // The same link as its bridge sees it is told in messages of another family, which leave out whose it is.
        case .link(let link) where link.message.family == .unspecified: changed(link)
        case .linkRemoved(let link) where link.message.family == .unspecified: removed(link)
        case .address(let address): added(address)
        case .addressRemoved(let address): removed(address)
        case .route(let route): isWayOut(route)
        case .routeRemoved(let route): isWayOut(route) || route.isArrivalRoute || removed(route)
        case .ruleRemoved(let rule): rule.origin == ArrivalRouting.origin
        case .overrun: true
        default: false
        }
    }

    private mutating func changed(_ link: Link) -> Bool {
        let before = links[link.index]
        let now = Self.seen(link)
        links[link.index] = now
        if before == nil, now == nil { return changed(mtu: link.mtu, of: link.index) }
        foreignMTUs[link.index] = nil
        return switch (before, now) {
        case (
            .bridge(let name, let mac, let mtu, let wasUp, let wasGrouped),
            .bridge(let newName, let newMAC, let newMTU, let isUp, let isGrouped)
        ):
            name != newName || mac != newMAC || mtu != newMTU || wasUp && !isUp || wasGrouped && !isGrouped
        case (.veth(let master, let wasUp, let wasGrouped), .veth(let newMaster, let isUp, let isGrouped)):
            master != nil && master != newMaster || wasUp && !isUp || wasGrouped && !isGrouped
        // Somebody took its alias, or gave it another.
        case (.bridge, _), (.veth, nil), (.veth, .bridge): true
        // Its end is in a container's namespace, and is buried with it; or it has just been made.
        case (.veth, .dead), (.dead, _), (nil, _): false
        }
    }

    private mutating func changed(mtu: UInt32, of link: LinkIndex) -> Bool {
        foreignMTUs.updateValue(mtu, forKey: link).map { $0 != mtu } ?? false
    }

    private mutating func removed(_ link: Link) -> Bool {
        foreignMTUs[link.index] = nil
        addresses[link.index] = nil
        return switch links.removeValue(forKey: link.index) {
        // Docker's last word of an endpoint hands its link to the reaper: one that goes alive goes with its container's namespace, or by
        // somebody's hand.
        case .bridge: true
        case .veth: Self.seen(link) != .dead
        case .dead, nil: false
        }
    }

    private mutating func added(_ message: AddressMessage) -> Bool {
        guard counts(message), let address = message.interfaceAddress else { return false }
        // Told again and again, as its lifetime is prolonged.
        return addresses[message.linkIndex, default: []].insert(address).inserted
    }

    private mutating func removed(_ message: AddressMessage) -> Bool {
        guard let address = message.interfaceAddress else { return false }
        return addresses[message.linkIndex]?.remove(address) != nil
    }

    /// A default route of others, by which answers may have to leave.
    private func isWayOut(_ route: RouteMessage) -> Bool {
        route.destinationLength == 0 && route.destinationPrefix != nil && route.type == .unicast
            && !route.isArrivalRoute
    }

    /// A route by a bridge: of its subnet, which the kernel made.
    private func removed(_ route: RouteMessage) -> Bool {
        guard route.table == RouteMessage.mainTable, let link = route.linkIndex,
            case .bridge = links[link], let destination = route.destinationPrefix
        else { return false }
        return !destination.address.isLinkLocal && !destination.address.isMulticast
    }

    private static func seen(_ link: Link) -> Seen? {
        // Outside its group a link's frames and packets count as those of others.
        let isGrouped = link.group == LinkGroup.living
        return switch link.alias.flatMap({ LinkAlias($0) }) {
        case .network:
            .bridge(name: link.name, mac: link.macAddress, mtu: link.mtu, isUp: link.isUp, isGrouped: isGrouped)
        case .endpoint where link.group == LinkGroup.dead: .dead
        case .endpoint: .veth(master: link.master, isUp: link.isUp, isGrouped: isGrouped)
        case nil: nil
        }
    }

    /// Whether it matters: a port may be published at it, or it is a bridge's.
    ///
    /// Not yet while it is checked for duplicates, and not where the kernel made it itself.
    private func counts(_ message: AddressMessage) -> Bool {
        guard let address = message.interfaceAddress?.address, !message.flags.contains(.tentative) else { return false }
        if case .bridge = links[message.linkIndex] { return true }
        return address.family == .v4 || !address.isLinkLocal
    }
}
