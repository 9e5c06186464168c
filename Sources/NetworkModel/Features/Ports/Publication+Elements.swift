// SPDX-License-Identifier: Apache-2.0

import Addressing

// The firewall elements of published ports.

extension [Publication] {
    /// The firewall elements of an endpoint's publications.
    public var firewallElements: Set<FirewallElement> {
        reduce(into: Set()) { $0.formUnion($1.firewallElements) }
    }
}

extension Publication {
    /// The firewall elements of the ports.
    ///
    /// A run with the same ports on both sides is one element, since no map adds to a number.
    fileprivate var firewallElements: [FirewallElement] {
        isRangeOfFirewall ? element(at: host.port).map { [$0] } ?? [] : hostPorts.compactMap { element(at: $0.port) }
    }

    /// Returns the element for one of the ports, alone or with others; nil for a loopback port that mdnp relays.
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
    /// Returns the firewall elements of an endpoint's publications, and of the other networks of its container.
    public func firewallElements(of id: EndpointID, publishing publications: [Publication]) -> Set<FirewallElement> {
        elements(of: publications).union(multihomedElements(of: id, publishing: publications))
    }

    /// Returns the firewall elements of publications, and of the allowed clients of relayed ports.
    func elements(of publications: [Publication]) -> Set<FirewallElement> {
        publications.firewallElements.union(publications.compactMap { restrictedRelayedPort($0) })
    }

    /// Returns the element that restricts a relayed port to the clients of a list; nil without a list.
    private func restrictedRelayedPort(_ publication: Publication) -> FirewallElement? {
        guard !publication.isTranslated, !publication.host.address.isLoopback,
            let endpoint = endpoints[publication.endpoint], let network = networks[endpoint.network]?.network,
            let clients = endpoint.publishing.over(network.options.publishing).clients
        else { return nil }
        return .restrictedRelayedPort(publication.host, through: publication.lastHostPort, to: clients.id)
    }

    /// Returns the firewall elements of the other networks of an endpoint's container, if the endpoint publishes ports.
    func multihomedElements(of id: EndpointID, publishing publications: [Publication]) -> Set<FirewallElement> {
        var elements: Set<FirewallElement> = []
        let targets = Set(publications.filter(\.isTranslated).map(\.container.address))
        guard !targets.isEmpty, let endpoint = endpoints[id] else { return elements }
        for sibling in siblings(of: endpoint).compactMap({ endpoints[$0] }) where sibling.network != endpoint.network {
            elements.formUnion(multihomed(targets, on: sibling))
        }
        return elements
    }

    /// Returns the firewall elements for an endpoint's network as another network of a container that publishes ports.
    ///
    /// The endpoint itself may already be removed.
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
