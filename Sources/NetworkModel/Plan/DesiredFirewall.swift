public import Addressing

/// What the firewall should know.
public struct DesiredFirewall: Equatable, Sendable {
    /// What must be there; nothing at all where there is no network.
    public var required: Set<FirewallElement> = []
    /// What may be there as well: what is said of networks and endpoints that are just on their way in or out.
    public var tolerated: Set<FirewallElement> = []

    /// What should be of networks and of what a state has on them, beside bridges of somebody else's.
    ///
    /// - Parameter others: Networks that are being made or taken away by somebody who sees to the firewall as well.
    public init(
        for networks: [Network],
        tolerating others: [Network] = [],
        in state: DesiredState,
        beside foreignBridges: Set<InterfaceName>
    ) {
        guard !networks.isEmpty else { return }
        required = Set(foreignBridges.map { .foreign($0) })
        for network in networks {
            required.formUnion(network.firewallElements)
            for endpoint in state.endpoints(of: network.id).compactMap({ state.endpoints[$0] }) {
                let elements = endpoint.firewallElements(on: network)
                if endpoint.occupancy.isJoined { required.formUnion(elements) } else { tolerated.formUnion(elements) }
                required.formUnion(
                    state.firewallElements(of: endpoint.id, publishing: state.publications.of(endpoint.id))
                )
            }
        }
        let unfinished = DesiredFirewall(for: others, in: state, beside: [])
        tolerated.formUnion(unfinished.required.union(unfinished.tolerated))
    }
}

extension DesiredState {
    /// The networks that stand or are about to: those that the firewall and the host's settings are there for.
    public var neededNetworks: [Network] {
        networks.values.filter { $0.phase != .deleting }.map(\.network).sorted { $0.id < $1.id }
    }
}

extension DesiredState {
    /// The client lists that the firewall should have, each once: those of networks that stand and of endpoints that have joined them.
    public var clientLists: Set<ClientList> {
        var lists: Set<ClientList> = []
        for record in networks.values where record.phase == .standing && record.network.publishes {
            if let list = record.network.options.publishing.clients { lists.insert(list) }
            for id in endpoints(of: record.network.id) {
                guard let endpoint = endpoints[id], endpoint.occupancy.isJoined, !endpoint.addresses.isEmpty else {
                    continue
                }
                if let list = endpoint.publishing.clients { lists.insert(list) }
            }
        }
        return lists
    }

    /// Whether a network or an endpoint has a client list.
    public func has(_ list: ClientListID) -> Bool {
        networks.values.contains { $0.network.options.publishing.clients?.id == list }
            || endpoints.values.contains { $0.publishing.clients?.id == list }
    }
}

extension Network {
    /// What the firewall knows of the network itself.
    var firewallElements: Set<FirewallElement> {
        var elements: Set<FirewallElement> = [.network(bridge)]
        if options.icc { elements.insert(.within(bridge)) }
        elements.formUnion(subnets.map { .subnet(bridge, $0.prefix) })
        if !options.hostAccess { elements.insert(.noHostAccess(bridge)) }
        // Of addresses that no endpoint has, which are shared by all.
        if let limit = options.maxConnections {
            elements.insert(.bridgeConnectionLimit(bridge, limit))
        }
        if publishes, let clients = options.publishing.clients {
            elements.formUnion([.clients(clients.id), .restrictedNetwork(bridge, to: clients.id)])
        }
        guard hasWayOut else { return elements.union([.closed(bridge)]) }
        // Containers of the network itself reach each other by icc alone.
        elements.formUnion(options.trustedLinks.filter { $0 != bridge }.map { .trusted($0, to: bridge) })
        guard options.masquerade else { return elements }
        for family in IPFamily.allCases where has(family) {
            let source = options.sources.first { $0.family == family }
            elements.insert(source.map { .source(bridge, $0) } ?? .masqueraded(bridge, family))
        }
        return elements
    }
}

extension Endpoint {
    /// What the firewall knows of the endpoint from before its link is made until after it is taken away: with what its container speaks.
    public func firewallElements(on network: Network) -> Set<FirewallElement> {
        var elements = senderElements(on: network).union([.hardware(link, mac)])
        if !network.options.icc { elements.insert(.apart(link)) }
        if network.publishes, !addresses.isEmpty, let clients = publishing.clients {
            // Both at once, so that the kernel knows of every user of a list.
            elements.insert(.clients(clients.id))
            elements.formUnion(addresses.map { .restricted($0.address, to: clients.id) })
        }
        guard !addresses.isEmpty else { return elements.union([.unaddressed(link)]) }
        if network.hasWayOut {
            for own in addresses.map(\.address) {
                guard let source = sources.first(where: { $0.family == own.family }) else { continue }
                elements.insert(.endpointSource(network.bridge, own, under: source))
            }
        }
        for address in spokenAddresses {
            elements.insert(.speaker(link, mac, address))
            if network.options.icc { elements.insert(.member(mac, address)) }
            if case .v6(let address) = address { elements.insert(.neighborTarget(link, mac, address)) }
            if let limit = network.options.maxConnections {
                elements.insert(.connectionLimit(network.bridge, address, limit))
            }
        }
        return elements
    }
}

extension Endpoint {
    /// How the frames of its container are checked, and which pass beside those from its own addresses.
    private func senderElements(on network: Network) -> Set<FirewallElement> {
        let check = spoofCheck(on: network)
        guard check != .off else { return [] }
        var elements: Set<FirewallElement> = [.link(link)]
        if check == .mac { elements.insert(.unaddressed(link)) }
        guard check == .on, !addresses.isEmpty else { return elements }
        let types = senders.over(network.options.senders).etherTypes ?? .none
        elements.formUnion(types.types.map { .etherType(link, $0) })
        elements.formUnion(allowedSources(on: network).map { .allowedSource(link, mac, $0) })
        elements.formUnion(allowedClaims(on: network).map { .allowedClaim(link, mac, $0) })
        if ipv6 == nil {
            let address = IPv6Address(linkLocalOf: mac)
            elements.formUnion([.linkLocal(link, mac, address), .neighborTarget(link, mac, address)])
        }
        if network.hasLinkLocalSubnet { elements.insert(.noLinkLocal(link)) }
        return elements
    }
}

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
