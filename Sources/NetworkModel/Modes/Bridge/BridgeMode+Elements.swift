// SPDX-License-Identifier: Apache-2.0

import Addressing

// The firewall elements of a bridge network and its endpoints.

extension Network {
    /// The firewall elements of the network itself.
    var firewallElements: Set<FirewallElement> {
        var elements: Set<FirewallElement> = [.network(bridge)]
        if options.icc { elements.insert(.icc(bridge)) }
        elements.formUnion(subnets.map { .subnet(bridge, $0.prefix) })
        if !options.hostAccess { elements.insert(.noHostAccess(bridge)) }
        // The limit for addresses without an endpoint; all of them share it.
        if let limit = options.maxConnections {
            elements.insert(.bridgeConnectionLimit(bridge, limit))
        }
        if publishes, let clients = options.publishing.clients {
            elements.formUnion([.clients(clients.id), .restrictedNetwork(bridge, to: clients.id)])
        }
        guard hasWayOut else { return elements.union([.noEgress(bridge)]) }
        // Containers of the network reach each other by `icc` only.
        elements.formUnion(options.trustedLinks.filter { $0 != bridge }.map { .trusted($0, to: bridge) })
        guard options.masquerade else { return elements }
        for family in IPFamily.allCases where has(family) {
            let source = options.sources.first { $0.family == family }
            elements.insert(source.map { .snat(bridge, $0) } ?? .masqueraded(bridge, family))
        }
        return elements
    }
}

extension Endpoint {
    /// The firewall elements of the endpoint, including the allowed senders of its container.
    ///
    /// The elements exist before its link is created and until after the link is removed.
    public func firewallElements(on network: Network) -> Set<FirewallElement> {
        var elements = senderElements(on: network).union([.linkMAC(link, mac)])
        if !network.options.icc { elements.insert(.isolated(link)) }
        if network.publishes, !addresses.isEmpty, let clients = publishing.clients {
            // Both at once, so that the kernel has every user of a list.
            elements.insert(.clients(clients.id))
            elements.formUnion(addresses.map { .restricted($0.address, to: clients.id) })
        }
        guard !addresses.isEmpty else { return elements.union([.anySource(link)]) }
        if network.hasWayOut {
            for own in addresses.map(\.address) {
                guard let source = sources.first(where: { $0.family == own.family }) else { continue }
                elements.insert(.endpointSNAT(network.bridge, own, under: source))
            }
        }
        for address in spokenAddresses {
            elements.insert(.linkSource(link, mac, address))
            if network.options.icc { elements.insert(.iccMember(mac, address)) }
            if case .v6(let address) = address { elements.insert(.linkAnnouncement(link, mac, address)) }
            if let limit = network.options.maxConnections {
                elements.insert(.connectionLimit(network.bridge, address, limit))
            }
        }
        return elements
    }
}

extension Endpoint {
    /// The elements for the sender check of the container, and the senders that pass in addition to its own addresses.
    private func senderElements(on network: Network) -> Set<FirewallElement> {
        let check = spoofCheck(on: network)
        guard check != .off else { return [] }
        var elements: Set<FirewallElement> = [.link(link)]
        if check == .mac { elements.insert(.anySource(link)) }
        guard check == .on, !addresses.isEmpty else { return elements }
        let types = senders.over(network.options.senders).etherTypes ?? .none
        elements.formUnion(types.types.map { .allowedEtherType(link, $0) })
        elements.formUnion(allowedSources(on: network).map { .allowedSource(link, mac, $0) })
        elements.formUnion(allowedAnnouncements(on: network).map { .allowedAnnouncement(link, mac, $0) })
        if ipv6 == nil {
            let address = IPv6Address(linkLocalOf: mac)
            elements.formUnion([.linkLocalSource(link, mac, address), .linkAnnouncement(link, mac, address)])
        }
        if network.hasLinkLocalSubnet { elements.insert(.noLinkLocal(link)) }
        return elements
    }
}
