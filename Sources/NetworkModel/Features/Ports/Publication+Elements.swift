// SPDX-License-Identifier: Apache-2.0

import Addressing

// What the firewall knows of ports that are published.

extension [Publication] {
    /// What the firewall knows of ports that an endpoint publishes.
    public var firewallElements: Set<FirewallElement> {
        reduce(into: Set()) { $0.formUnion($1.firewallElements) }
    }
}

extension Publication {
    /// What the firewall knows of the ports: a run is one element where its ports are the same on both sides, since no map adds to a number.
    fileprivate var firewallElements: [FirewallElement] {
        isRangeOfFirewall ? element(at: host.port).map { [$0] } ?? [] : hostPorts.compactMap { element(at: $0.port) }
    }

    /// The element that leads one of its ports, alone or with others; nil for a loopback port that mdnp itself hands over.
    func element(at port: UInt16) -> FirewallElement? {
        guard let single = single(at: port) else { return nil }
        if isTranslated {
            return isRangeOfFirewall
                ? .publishedRange(host, through: lastHostPort, to: container.address)
                : .published(single.host, single.container)
        }
        guard !host.address.isLoopback else { return nil }
        return isRangeOfFirewall ? .relayedRange(host, through: lastHostPort) : .relayed(single.host)
    }

    private var isRangeOfFirewall: Bool {
        count >= Self.shortestRun && (!isTranslated || host.port == container.port)
    }
}

extension DesiredState {
    /// The firewall elements of ports that an endpoint publishes, and of the other networks that its container is on.
    public func firewallElements(of id: EndpointID, publishing publications: [Publication]) -> Set<FirewallElement> {
        elements(of: publications).union(multihomedElements(of: id, publishing: publications))
    }

    /// The firewall elements of publications, and of the clients that ports which mdnp relays serve.
    func elements(of publications: [Publication]) -> Set<FirewallElement> {
        publications.firewallElements.union(publications.compactMap { restrictedRelay($0) })
    }

    /// What keeps others than the clients of a list from ports that mdnp relays; nil where no list does.
    private func restrictedRelay(_ publication: Publication) -> FirewallElement? {
        guard !publication.isTranslated, !publication.host.address.isLoopback,
            let endpoint = endpoints[publication.endpoint], let network = networks[endpoint.network]?.network,
            let clients = endpoint.publishing.over(network.options.publishing).clients
        else { return nil }
        return .restrictedRelay(publication.host, through: publication.lastHostPort, to: clients.id)
    }

    /// The firewall elements of the other networks that the container of an endpoint that publishes ports is on.
    func multihomedElements(of id: EndpointID, publishing publications: [Publication]) -> Set<FirewallElement> {
        var elements: Set<FirewallElement> = []
        let targets = Set(publications.filter(\.isTranslated).map(\.container.address))
        guard !targets.isEmpty, let endpoint = endpoints[id] else { return elements }
        for sibling in siblings(of: endpoint).compactMap({ endpoints[$0] }) where sibling.network != endpoint.network {
            elements.formUnion(multihomed(targets, on: sibling))
        }
        return elements
    }

    /// The firewall elements by which an endpoint's network is another network of a container that publishes ports.
    ///
    /// The endpoint itself may be gone already.
    public func multihomedElements(beside endpoint: Endpoint) -> Set<FirewallElement> {
        var elements: Set<FirewallElement> = []
        for id in siblings(of: endpoint) where endpoints[id]?.network != endpoint.network {
            let targets = publications.of(id).filter(\.isTranslated).map(\.container.address)
            elements.formUnion(multihomed(Set(targets), on: endpoint))
        }
        return elements
    }

    private func multihomed(_ targets: Set<IPAddress>, on endpoint: Endpoint) -> [FirewallElement] {
        guard let bridge = networks[endpoint.network]?.network.bridge else { return [] }
        let families = endpoint.addresses.map(\.address.family)
        return targets.filter { families.contains($0.family) }.map { .multihomed($0, bridge) }
    }
}
