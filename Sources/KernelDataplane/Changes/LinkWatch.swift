// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// Finds changes of mdnp links by other programs among the events of containers, in which links come and go by the thousand.
///
/// A pure value: its only input is events. The watch stores the last state of each mdnp link, and the addresses of every link.
struct LinkWatch {
    /// The relevant state of a link.
    private enum Seen: Hashable {
        case bridge(name: String, mac: MACAddress?, mtu: UInt32, isUp: Bool, isGrouped: Bool)
        case veth(master: LinkIndex?, isUp: Bool, isGrouped: Bool)
        /// A retired veth.
        case retired
    }

    private var links: [LinkIndex: Seen] = [:]
    /// The MTUs of foreign links, one of which may be the host's uplink.
    private var foreignMTUs: [LinkIndex: UInt32] = [:]
    private var addresses: [LinkIndex: Set<InterfaceAddress>] = [:]

    /// Creates a watch from existing links and addresses.
    init(links: [Link] = [], addresses: [AddressMessage] = []) {
        for link in links {
            self.links[link.index] = Self.seen(link)
            if Self.seen(link) == nil { foreignMTUs[link.index] = link.mtu }
        }
        for address in addresses where counts(address) {
            address.interfaceAddress.map { _ = self.addresses[address.linkIndex, default: []].insert($0) }
        }
    }

    /// Applies an event; returns true if mdnp links must be observed, or if events were lost.
    mutating func isDisturbed(by event: RouteEvent) -> Bool {
        switch event {
        // Messages of the bridge family report the same link from its bridge, without its alias.
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
        // Another program removed or changed the alias.
        case (.bridge, _), (.veth, nil), (.veth, .bridge): true
        // Either the link was retired, or it has just been created.
        case (.veth, .retired), (.retired, _), (nil, _): false
        }
    }

    private mutating func changed(mtu: UInt32, of link: LinkIndex) -> Bool {
        foreignMTUs.updateValue(mtu, forKey: link).map { $0 != mtu } ?? false
    }

    private mutating func removed(_ link: Link) -> Bool {
        foreignMTUs[link.index] = nil
        addresses[link.index] = nil
        return switch links.removeValue(forKey: link.index) {
        // DeleteEndpoint retires the link first. A link that was not retired went with its container's namespace, or another program
        // deleted it.
        case .bridge: true
        case .veth: Self.seen(link) != .retired
        case .retired, nil: false
        }
    }

    private mutating func added(_ message: AddressMessage) -> Bool {
        guard counts(message), let address = message.interfaceAddress else { return false }
        // The kernel repeats the message whenever it extends the lifetime of the address.
        return addresses[message.linkIndex, default: []].insert(address).inserted
    }

    private mutating func removed(_ message: AddressMessage) -> Bool {
        guard let address = message.interfaceAddress else { return false }
        return addresses[message.linkIndex]?.remove(address) != nil
    }

    /// Returns a Boolean value that indicates whether a route is a foreign default route, by which replies may have to leave.
    private func isWayOut(_ route: RouteMessage) -> Bool {
        route.destinationLength == 0 && route.destinationPrefix != nil && route.type == .unicast
            && !route.isArrivalRoute
    }

    /// Returns a Boolean value that indicates whether a removed route led to the subnet of a bridge; the kernel had created it.
    private func removed(_ route: RouteMessage) -> Bool {
        guard route.table == RouteMessage.mainTable, let link = route.linkIndex,
            case .bridge = links[link], let destination = route.destinationPrefix
        else { return false }
        return !destination.address.isLinkLocal && !destination.address.isMulticast
    }

    private static func seen(_ link: Link) -> Seen? {
        // Outside its group, a link counts as a foreign one: the rules do not match its traffic.
        let isGrouped = link.group == LinkGroup.active
        return switch link.alias.flatMap({ LinkAlias($0) }) {
        case .network:
            .bridge(name: link.name, mac: link.macAddress, mtu: link.mtu, isUp: link.isUp, isGrouped: isGrouped)
        case .endpoint where link.group == LinkGroup.retired: .retired
        case .endpoint: .veth(master: link.master, isUp: link.isUp, isGrouped: isGrouped)
        case nil: nil
        }
    }

    /// Returns a Boolean value that indicates whether an address matters: a port may be published at it, or a bridge has it.
    ///
    /// Addresses under duplicate detection do not count yet. Link-local ones of other links, which the kernel creates, never count.
    private func counts(_ message: AddressMessage) -> Bool {
        guard let address = message.interfaceAddress?.address, !message.flags.contains(.tentative) else { return false }
        if case .bridge = links[message.linkIndex] { return true }
        return address.family == .v4 || !address.isLinkLocal
    }
}
