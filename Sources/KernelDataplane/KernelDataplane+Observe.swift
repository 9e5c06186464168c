// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
public import NetworkModel

extension KernelDataplane {
    /// Reads links, addresses, the firewall and the host's settings, and retries a list that a link change interrupted.
    public func observe(_ extent: ObservedExtent) async throws(DataplaneError) -> ObservedState {
        var attempts = 20
        while true {
            do {
                return try await read(extent)
            } catch let error as NetlinkError where error.cause == .dumpInterrupted && attempts > 0 {
                // A list is complete only if no link is created or deleted meanwhile.
                attempts -= 1
                try? await Task.sleep(for: .milliseconds(50))
            } catch {
                throw DataplaneError(error, during: "read links and firewall")
            }
        }
    }

    private func read(_ extent: ObservedExtent) async throws -> ObservedState {
        var observed = ObservedState()
        let found = try rtnetlink.links.list(kind: extent == .networks ? "bridge" : nil)
        try observeLinks(found, within: extent, into: &observed)
        let isTableThere = try firewall.isThere()
        let chains = try await dockerFilter.chains()
        if isTableThere || chains.contains(where: { $0.hasOurs }) {
            observed.isFirewallWhole = try isTableThere && firewall.isWhole() && chains.allSatisfy(\.isOpen)
        }
        observed.firewall = isTableThere ? try firewall.elements() : []
        observed.unfilledClientLists = Set(observed.firewall.compactMap(\.clientList)).subtracting(
            filledClientLists.all
        )
        observed.foreignLinks = DockerBridges.names(among: found)
        try arrivals.observe(&observed)
        observed.wayOutMTU = try wayOut.mtu()
        observed.forwardsIPv6 = try await settings.forwardsIPv6()
        observed.ipv6Absence = try await settings.ipv6Absence()
        if extent == .everything { observed.advertisementListeners = try listeners(among: found) }
        return observed
    }

    private func observeLinks(_ all: [Link], within extent: ObservedExtent, into observed: inout ObservedState) throws {
        var bridgeNames: [LinkIndex: InterfaceName] = [:]
        for link in all {
            if case .network? = link.alias.flatMap({ LinkAlias($0) }) {
                bridgeNames[link.index] = try? InterfaceName(link.name)
            }
        }
        let forwarded = extent == .everything ? try neighbors.observe(behind: bridgeNames, into: &observed) : nil
        let names = Dictionary(all.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
        let addresses = Dictionary(grouping: try rtnetlink.addresses.list(), by: \.linkIndex)
        let routes = extent == .everything && !bridgeNames.isEmpty ? try rtnetlink.routes.ofKernel() : nil
        for link in all {
            // A link with an invalid name belongs to another program.
            guard let name = try? InterfaceName(link.name) else { continue }
            switch link.alias.flatMap({ LinkAlias($0) }) {
            case .network(let id):
                bridges.places.note(speaksIPv6: link.speaksIPv6, of: id)
                let carried = (addresses[link.index] ?? []).compactMap(\.interfaceAddress)
                let bridge = BridgeLink(
                    network: id,
                    name: name,
                    mac: link.macAddress ?? MACAddress(truncatingIfNeeded: 0),
                    mtu: Int(link.mtu),
                    isUp: link.isUp,
                    addresses: Set(carried),
                    routes: routes.map { $0[link.index] ?? [] },
                    hasIPv6: link.speaksIPv6,
                    routesLoopback: link.message.settings?.ipv4[.routeLocalnet] == 1,
                    isGuarded: try isGuarded(link, within: extent)
                )
                observed.links[bridge.alias] = .bridge(bridge)
            case .endpoint(let id, on: let network):
                let veth = VethLink(
                    endpoint: id,
                    network: network,
                    name: name,
                    bridge: link.master.flatMap { names[$0] }.flatMap { try? InterfaceName($0) },
                    isUp: link.isUp,
                    isPortConfigured: link.isPortConfigured,
                    isHairpin: link.isHairpin,
                    forwarded: forwarded.map { $0[link.index] ?? [] },
                    isRetired: link.group == LinkGroup.retired,
                    isInContainer: link.peerNamespaceID != nil,
                    // Before Docker moves the other end, that end is on the host too, but was never up.
                    hasReturned: link.peerNamespaceID == nil && link.carrierUpCount ?? 0 > 0
                )
                observed.links[veth.alias] = .veth(veth)
            case nil:
                observed.others.insert(name)
                let isHalfMade = link.group == LinkGroup.active || link.group == LinkGroup.retired
                if isHalfMade { observed.halfMade.insert(name) }
            }
        }
    }

    /// A Boolean value that indicates whether a bridge has the settings that are the same for every network.
    private func isGuarded(_ bridge: Link, within extent: ObservedExtent) throws -> Bool {
        let groups = bridge.bridge?.multicastGroupLimit
        guard bridge.group == LinkGroup.active, groups == nil || groups == BridgeProvider.bridge.multicastGroupLimit
        else {
            return false
        }
        guard bridge.message.settings?.ipv4[.ignoreARP] ?? 1 == 1 else { return false }
        guard extent == .everything, bridge.message.settings?.ipv4[.routeLocalnet] == 1 else { return true }
        return try bridges.loopbackGuard.isSet(on: bridge.index, through: rtnetlink.control)
    }

    /// Returns the uplinks that ignore router advertisements once the host forwards.
    private func listeners(among all: [Link]) throws -> Set<InterfaceName> {
        let uplinks = Uplinks(among: all)
        var listeners = uplinks.certain
        if !uplinks.possible.isEmpty {
            let advertised = try rtnetlink.routes.list(family: .v6).filter { $0.origin == .routerAdvertisement }
                .compactMap(
                    \.linkIndex
                )
            listeners += uplinks.possible.filter { advertised.contains($0.index) }
        }
        return Set(listeners.compactMap { try? InterfaceName($0.name) })
    }
}

extension Link {
    /// A Boolean value that indicates whether the link is a bridge port with the settings of mdnp.
    fileprivate var isPortConfigured: Bool {
        guard case .bridge(let port)? = message.port else { return false }
        return port.isolated != true && port.learning == false
            && port.groupForwardMask ?? VethProvider.groupForwardMask == VethProvider.groupForwardMask
            && port.multicastGroupLimit ?? VethProvider.groupLimit == VethProvider.groupLimit
            && (group == LinkGroup.active || group == LinkGroup.retired)
    }

    /// A Boolean value that indicates whether the port may send frames back to their sender.
    fileprivate var isHairpin: Bool {
        guard case .bridge(let port)? = message.port else { return false }
        return port.hairpin == true
    }
}
