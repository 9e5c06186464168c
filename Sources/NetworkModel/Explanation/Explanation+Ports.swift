// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The path by published ports, the only access to a container from elsewhere.
extension Explanation {
    /// Returns the publication of a host port.
    ///
    /// - Parameter address: The destination address on the host; nil for any address, preferably other than loopback.
    func publication(of port: SoughtPort, at address: IPAddress?, family: IPFamily) -> Publication? {
        let all = desired.publications.all.filter {
            $0.host.transport == port.transport && $0.host.address.family == family
        }
        .compactMap { $0.single(at: port.port) }
        guard let address else { return Self.best(all) }
        return all.first { $0.host.address == address } ?? all.first { $0.host.address.isUnspecified }
    }

    /// Returns the publication that leads to a port of an endpoint.
    func publication(of port: SoughtPort, by endpoint: Endpoint, family: IPFamily) -> Publication? {
        Self.best(
            desired.publications.of(endpoint.id).filter {
                $0.host.transport == port.transport && $0.host.address.family == family
            }
            .compactMap { $0.single(leadingTo: port.port) }
        )
    }

    private static func best(_ publications: [Publication]) -> Publication? {
        let sorted = publications.sorted { $0.host < $1.host }
        return sorted.first { !$0.host.address.isLoopback } ?? sorted.first
    }

    /// Follows packets to a container without direct access: through a published port, or to the rule that drops them.
    ///
    /// - Parameter address: The container address as the destination; nil if the container was named.
    func enter(
        _ endpoint: Endpoint,
        on network: Network,
        at address: IPAddress?,
        from source: TraceEnd,
        port: SoughtPort?,
        along path: inout Trace
    ) {
        let publication = port.flatMap { self.publication(of: $0, by: endpoint, family: path.family) }
        if let publication, address == nil { return follow(publication, from: source, at: nil, along: &path) }
        if let link = trustedLink(of: source, to: network, family: path.family) {
            let chain: FirewallChain = if case .endpoint = source { .forwardFromNetworks } else { .forwardToNetworks }
            path.pass(chain.place, because: "trusted_links=\(link): clients of the link reach containers")
            let packet = packet(to: endpoint, on: network, by: link, from: source, port: port, family: path.family)
            forward(packet, along: &path)
            return arrive(at: endpoint, on: network, along: &path)
        }
        if network.options.gateway == .docker {
            return path.stop(
                network.subject,
                because: "has gateway=docker: Docker publishes its ports; see \"docker port\""
            )
        }
        let advice =
            publication.map { "use \($0.host), where port \($0.container.port) of \(name(endpoint)) is published" }
            ?? port.map { "port \($0) of \(name(endpoint)) is not published" }
            ?? "only published ports are reachable from there"
        let trusted = network.options.trustedLinks.map(\.description).joined(separator: ",")
        if case .outside(nil) = source, !trusted.isEmpty {
            return path.stop(
                FirewallChain.forwardToNetworks.place,
                because: "\(advice); clients on trusted_links=\(trusted) reach containers"
            )
        }
        guard case .endpoint(let other, let home, _) = source else {
            return path.stop(FirewallChain.forwardToNetworks.place, because: advice)
        }
        if home.id == network.id, let separation = network.separation(of: other, from: endpoint) {
            path.stop(separation.place, because: "\(separation.rule): \(advice)")
        } else if home.hasWayOut && network.hasWayOut {
            let packet = packet(
                to: endpoint,
                on: network,
                by: home.link,
                from: source,
                port: port,
                family: path.family
            )
            cross(packet, to: endpoint, on: network, advice: advice, along: &path)
        } else {
            let rule =
                home.hasWayOut ? "oifname @\(FirewallNames.noEgressSet)" : "iifname @\(FirewallNames.noEgressSet)"
            path.stop(
                FirewallChain.forwardFromNetworks.place,
                because: "\(rule): networks are isolated from each other; \(advice)"
            )
        }
    }

    /// Follows packets to a container from elsewhere, by the mode of its network.
    private func arrive(at endpoint: Endpoint, on network: Network, along path: inout Trace) {
        network.mode.behavior.arrive(at: endpoint, on: network, in: self, along: &path)
    }

    /// Follows a packet from one network to another, which passes if a user's rule in `DOCKER-USER` accepts it.
    private func cross(
        _ packet: FilteredPacket,
        to endpoint: Endpoint,
        on network: Network,
        advice: String,
        along path: inout Trace
    ) {
        var packet = packet
        packet.mark = FilteredPacket.undecided
        let filters = facts.filters.filter { $0.isShown(packet.family) }
        if let acceptingRule = filters.lazy.compactMap({ $0.acceptingRule(for: packet) }).first {
            path.pass(
                acceptingRule.place,
                because: "\(acceptingRule.rule), a user's rule, allows traffic to \(network.subject)"
            )
            forward(packet, along: &path)
            return arrive(at: endpoint, on: network, along: &path)
        }
        let blockingRule = filters.lazy.compactMap { $0.blockingRule(for: packet) }.first
        var way = ""
        if case .iptables(let program)? = filters.first?.kind, let input = packet.input, let output = packet.output {
            way =
                "; \"\(program) -I \(DockerFilterChain.user.rawValue) -i \(input.name) -o \(output.name) -j ACCEPT\" allows it"
        }
        path.stop(
            blockingRule?.place ?? FirewallChain.betweenNetworks.place,
            because:
                "\(blockingRule.map { "\($0.rule): " } ?? "")networks are isolated from each other; \(advice)\(way)"
        )
    }

    /// Returns the first packet to a container itself.
    private func packet(
        to endpoint: Endpoint,
        on network: Network,
        by link: InterfaceName?,
        from source: TraceEnd,
        port: SoughtPort?,
        family: IPFamily
    ) -> FilteredPacket {
        var packet = facts.packet(
            family,
            place: .first,
            from: link?.description,
            source: source.address(family),
            to: network.link?.description,
            destination: endpoint.address(family)
        )
        packet.transport = port?.transport
        packet.destinationPort = port?.port
        return packet
    }

    /// Follows packets to a host port that leads to a container.
    ///
    /// - Parameter address: The destination address on the host; nil for an address that leads to the container.
    func follow(
        _ publication: Publication,
        from source: TraceEnd,
        at address: IPAddress?,
        along path: inout Trace
    ) {
        guard let endpoint = desired.endpoints[publication.endpoint],
            let network = desired.networks[endpoint.network]?.network
        else { return path.stop("port \(publication.host)", because: "has no container") }
        let isHost = source.isHost
        let isLoopback = address?.isLoopback ?? publication.host.address.isLoopback
        path.require(
            isHost || !isLoopback,
            at: FirewallChain.prerouting.place,
            otherwise:
                "\(address ?? publication.host.address) is a loopback address of the host, reachable from the host only"
        )
        let published = address ?? publication.host.address
        if !published.isUnspecified && !published.isLoopback {
            requireHostAddress(published, because: "has the published port \(publication.host)", along: &path)
        }
        reachHostAddress(address, from: source, for: network, along: &path)
        path.pass(
            "port \(publication.host)",
            because:
                "forwards to \(publication.container.address), port \(publication.container.port), of \(name(endpoint))"
        )
        admit(source, to: endpoint, on: network, by: publication, along: &path)
        if publication.isTranslated {
            let element = desired.publications.publication(with: publication.host)?.element(at: publication.host.port)
            path.require(
                element.map { observed.firewall.contains($0) } ?? false,
                at: FirewallChain.publish.place,
                otherwise: "lacks the port: \(Self.isBeingRepaired)"
            )
            if !isHost { forward(packet(to: publication, of: network, from: source), along: &path) }
            arrive(at: endpoint, on: network, along: &path)
        } else {
            path.pass(
                "mdnp",
                because: "relays the connection itself, since no rule forwards it; a stopped mdnp relays nothing"
            )
            var inside = Trace(publication.container.address.family)
            arrive(at: endpoint, on: network, along: &inside)
            for hop in inside.hops {
                hop.isOpen
                    ? path.pass(hop.place, because: hop.reason)
                    : path.stop(hop.place, because: hop.reason)
            }
        }
    }

    /// Returns the trusted link of a network on which packets of an outside machine or of another network's container arrive.
    private func trustedLink(of source: TraceEnd, to network: Network, family: IPFamily) -> InterfaceName? {
        if case .endpoint(_, let home, _) = source {
            guard home.hasWayOut, home.id != network.id else { return nil }
            return network.options.trustedLinks.first { $0 == home.link }
        }
        guard case .outside = source, let route = route(back: source, family: family) else { return nil }
        return network.options.trustedLinks.first { $0.description == route.link }
    }

    /// Returns the route by which replies to a source outside leave, and its packets are assumed to arrive.
    private func route(back source: TraceEnd, family: IPFamily) -> HostRoute? {
        if case .outside(nil) = source { return facts.internetRoute(family) }
        return source.address(family).flatMap { facts.route(to: $0) }
    }

    /// Returns a packet that a published port leads to its container.
    private func packet(to publication: Publication, of network: Network, from source: TraceEnd) -> FilteredPacket {
        let family = publication.container.address.family
        let address = source.address(family)
        let input =
            if case .endpoint(_, let home, _) = source {
                home.options.gateway == .docker ? "docker_gwbridge" : home.link?.description
            } else {
                (route(back: source, family: family) ?? facts.defaultRoute(family))?.link
            }
        return facts.packet(to: publication, on: network, from: input, source: address)
    }

    /// Applies the client list of a network or a container.
    private func admit(
        _ source: TraceEnd,
        to endpoint: Endpoint,
        on network: Network,
        by publication: Publication,
        along path: inout Trace
    ) {
        guard let clients = endpoint.publishing.over(network.options.publishing).clients,
            source.speaks(path.family), !source.isHost
        else { return }
        // Packets from a neighbor of the container bypass the list.
        if case .endpoint(_, let home, _) = source, home.id == network.id, home.options.icc { return }
        let place =
            publication.isTranslated
            ? "\(FirewallNames.table(.inet)), chain \(FirewallNames.clientChainPrefix)\(clients.id)" : "mdnp"
        path.require(
            !publication.isTranslated || !observed.unfilledClientLists.contains(clients.id),
            at: place,
            otherwise:
                "lacks ranges of publish.allow=\(clients.summary): \(Self.isBeingRepaired)"
        )
        guard let address = source.address(path.family) else {
            return path.require(
                clients.addresses.hasAll(of: path.family),
                at: place,
                otherwise: "publish.allow=\(clients.summary) allows only these clients; name a client by its address"
            )
        }
        clients.addresses.contains(address)
            ? path.pass(place, because: "publish.allow=\(clients.summary) allows \(address)")
            : path.stop(place, because: "publish.allow=\(clients.summary) does not allow \(address)")
    }
}
