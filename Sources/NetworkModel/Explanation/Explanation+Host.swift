// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The part of a path on the host: its addresses, routes, settings and filters.
extension Explanation {
    /// Follows packets to the host itself, not to a port that leads to a container.
    func reachHost(at address: IPAddress?, from source: TraceEnd, port: SoughtPort?, along path: inout Trace) {
        if let address, address.isLoopback, !source.isHost {
            path.stop(FirewallChain.prerouting.place, because: "\(address) is for the host alone")
        }
        if case .endpoint(_, let home, _) = source, !home.options.hostAccess {
            path.stop(
                FirewallChain.fromNoHostAccess.place,
                because: "host_access=false: \(home.subject) reaches no daemon of the host"
            )
        }
        reachHostAddress(address, from: source, for: nil, along: &path)
        let what = port.map { "mdnp publishes no port \($0) there: " } ?? ""
        path.pass("host", because: "\(what)what listens and the host's own filter decide, no rule of mdnp's")
    }

    /// Follows packets of a container to a host address.
    ///
    /// - Parameters:
    ///   - address: The address; nil for any host address within reach.
    ///   - network: The network of the container that the port leads to; nil for a port of the host itself.
    func reachHostAddress(_ address: IPAddress?, from source: TraceEnd, for network: Network?, along path: inout Trace)
    {
        guard case .endpoint(_, let home, _) = source else { return }
        let gateways = home.gatewayAddresses.map(\.address)
        let isNear = address.map(gateways.contains) ?? !gateways.filter { $0.family == path.family }.isEmpty
        guard isGateway(of: home, along: &path) else { return }
        path.require(
            isNear || !home.isInternal,
            at: FirewallChain.fromNoEgress.place,
            otherwise:
                "\(home.subject) is internal: its containers reach the host at its \(home.mode.behavior.linkKind)'s own addresses only"
        )
        guard let network, network.id != home.id else { return }
        path.require(
            home.hasWayOut,
            at: FirewallChain.forwardFromNetworks.place,
            otherwise: "iifname @\(FirewallNames.noEgressSet): an internal network reaches its own published ports only"
        )
    }

    /// Returns a Boolean value that indicates whether the host is the gateway of a network; otherwise adds the reason to the path.
    private func isGateway(of network: Network, along path: inout Trace) -> Bool {
        switch network.options.gateway {
        case .none: path.stop(network.subject, because: "has gateway=none: its containers reach each other only")
        case .docker: path.pass("docker_gwbridge", because: "is the way out: Docker decides who leaves by it")
        case .mdnp: return true
        }
        return false
    }

    /// Follows packets from a container to the outside.
    func goOut(
        _ endpoint: Endpoint,
        from network: Network,
        to address: IPAddress,
        port: SoughtPort?,
        along path: inout Trace
    ) {
        guard isGateway(of: network, along: &path) else { return }
        path.require(
            network.hasWayOut,
            at: FirewallChain.forwardFromNetworks.place,
            otherwise: "iifname @\(FirewallNames.noEgressSet): \(network.subject) is internal and has no way out"
        )
        guard let route = facts.route(to: address) else {
            return path.stop("host", because: "has no route to \(address)")
        }
        path.require(!route.discards, at: "\(route)", otherwise: "drops what is meant for \(address)")
        if let near = desired.neededNetworks.first(where: { $0.owns(route.link) }) {
            path.stop(near.linkSubject ?? near.subject, because: "no container has \(address)")
        }
        let isForeign = observed.foreignLinks.contains { $0.description == route.link }
        path.require(
            !isForeign,
            at: FirewallChain.forwardFromNetworks.place,
            otherwise: "oifname @\(FirewallNames.dockerLinksSet): \(route) is out of mdnp's containers' reach"
        )
        path.pass(FirewallChain.forwardFromNetworks.place, because: "lets containers out")
        var packet = facts.packet(
            path.family,
            place: .first,
            from: network.link?.description,
            source: endpoint.address(path.family),
            to: route.link,
            destination: address
        )
        packet.transport = port?.transport
        packet.destinationPort = port?.port
        forward(packet, along: &path)
        let ofNetwork = network.options.masquerade ? network.options.sources : []
        if let source = (endpoint.sources + ofNetwork).first(where: { $0.family == path.family }) {
            requireHostAddress(source, because: "is what containers go out under (snat)", along: &path)
        }
        path.pass("\(route)", because: sourceWords(of: endpoint, on: network, family: path.family))
    }

    private func sourceWords(of endpoint: Endpoint, on network: Network, family: IPFamily) -> String {
        if let own = endpoint.sources.first(where: { $0.family == family }) {
            return "leads there, under the host's address \(own) (snat of the container)"
        }
        guard network.options.masquerade else {
            return
                "leads there, under the container's own address (masquerade=false): who answers must have a route back by this host"
        }
        let source = network.options.sources.first { $0.family == family }
        return
            "leads there, under \(source.map { "the host's address \($0) (snat)" } ?? "the address of the link that it leaves by")"
    }

    /// Follows packets that mdnp allows through the host's forwarding.
    func forward(_ packet: FilteredPacket, along path: inout Trace) {
        let family = packet.family
        let setting = family == .v4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding"
        path.require(
            family == .v4 ? facts.forwardsIPv4 : observed.forwardsIPv6,
            at: setting,
            otherwise: "is 0: nothing is forwarded to or from containers"
        )
        path.require(
            observed.isFirewallWhole == true,
            at: FirewallNames.table(.inet),
            otherwise: "is not whole: \(Self.isBeingRepaired)"
        )
        filter(packet, along: &path)
    }

    /// Follows packets, and their replies, through the filters of other programs: packets that mdnp allows must also pass those.
    func filter(_ packet: FilteredPacket, along path: inout Trace) {
        let answer = packet.isFrame ? packet.reversed(.untracked) : packet.reversed(.answer)
        for filter in facts.filters {
            for (packet, what) in [(packet, "it"), (answer, "the answers")] {
                guard let obstacle = filter.obstacle(to: packet) else { continue }
                path.stop(obstacle.place, because: "drops \(what) (\(obstacle.rule)): \"mdnp doctor\" tells more")
            }
        }
    }

    /// Requires a host address, as the source of outgoing packets or as the address of a published port.
    func requireHostAddress(_ address: IPAddress, because use: String, along path: inout Trace) {
        path.require(
            facts.has(address),
            at: "address \(address)",
            otherwise: "\(use): \(Diagnosis.missingAddress)"
        )
    }
}

extension TraceEnd {
    /// A Boolean value that indicates whether the party is the host itself.
    var isHost: Bool { if case .host = self { true } else { false } }
}
