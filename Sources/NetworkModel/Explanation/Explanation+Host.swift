// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The part of a path on the host: its addresses, routes, settings and filters.
extension Explanation {
    /// Follows packets to the host itself, not to a port that leads to a container.
    func reachHost(at address: IPAddress?, from source: TraceEnd, port: SoughtPort?, along path: inout Trace) {
        if let address, address.isLoopback, !source.isHost {
            path.stop(FirewallChain.prerouting.place, because: "\(address) is reachable from the host only")
        }
        if case .endpoint(_, let home, _) = source, !home.options.hostAccess {
            path.stop(
                FirewallChain.fromNoHostAccess.place,
                because: "host_access=false: \(home.subject) cannot reach the host"
            )
        }
        reachHostAddress(address, from: source, for: nil, along: &path)
        let what = port.map { "port \($0) is not published by mdnp: " } ?? ""
        path.pass("host", because: "\(what)listening programs and the host's firewall decide, not mdnp")
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
                "\(home.subject) is internal: its containers reach the host only at the addresses of its \(home.mode.behavior.linkKind)"
        )
        guard let network, network.id != home.id else { return }
        path.require(
            home.hasWayOut,
            at: FirewallChain.forwardFromNetworks.place,
            otherwise: "iifname @\(FirewallNames.noEgressSet): an internal network reaches only its own published ports"
        )
    }

    /// Returns a Boolean value that indicates whether the host is the gateway of a network; otherwise adds the reason to the path.
    private func isGateway(of network: Network, along path: inout Trace) -> Bool {
        switch network.options.gateway {
        case .none: path.stop(network.subject, because: "has gateway=none: its containers reach only each other")
        case .docker:
            path.pass("docker_gwbridge", because: "is the default route: Docker decides about traffic through it")
        case .mdnp: return true
        }
        return false
    }

    /// Follows packets from any client on the Internet to the host: by its default route, which also leads the replies.
    func enterHost(along path: inout Trace) {
        guard let route = routeOut(to: nil, along: &path) else { return }
        path.pass("\(route)", because: "leads to the Internet: clients and replies use it")
    }

    /// Returns the route that packets to an address outside take, or any to the Internet; otherwise adds the reason to the path.
    @discardableResult
    func routeOut(to address: IPAddress?, along path: inout Trace) -> HostRoute? {
        let destination = address?.description ?? "the Internet (\(path.family))"
        guard let route = address.map({ facts.route(to: $0) }) ?? facts.internetRoute(path.family) else {
            path.stop("host", because: "has no route to \(destination)")
            return nil
        }
        path.require(!route.discards, at: "\(route)", otherwise: "drops packets to \(destination)")
        return route
    }

    /// Follows packets from a container to the outside.
    ///
    /// - Parameter address: The destination; nil for any on the Internet.
    func goOut(
        _ endpoint: Endpoint,
        from network: Network,
        to address: IPAddress?,
        port: SoughtPort?,
        along path: inout Trace
    ) {
        guard isGateway(of: network, along: &path) else { return }
        path.require(
            network.hasWayOut,
            at: FirewallChain.forwardFromNetworks.place,
            otherwise:
                "iifname @\(FirewallNames.noEgressSet): \(network.subject) is internal and has no outbound access"
        )
        guard let route = routeOut(to: address, along: &path) else { return }
        if let address, let near = desired.neededNetworks.first(where: { $0.owns(route.link) }) {
            path.stop(near.linkSubject ?? near.subject, because: "no container has \(address)")
        }
        let isForeign = observed.foreignLinks.contains { $0.description == route.link }
        path.require(
            !isForeign,
            at: FirewallChain.forwardFromNetworks.place,
            otherwise: "oifname @\(FirewallNames.dockerLinksSet): containers on mdnp networks cannot reach \(route)"
        )
        path.pass(FirewallChain.forwardFromNetworks.place, because: "allows outbound traffic of containers")
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
            requireHostAddress(source, because: "is the source address of outbound traffic (snat)", along: &path)
        }
        path.pass("\(route)", because: sourceDescription(of: endpoint, on: network, family: path.family))
    }

    private func sourceDescription(of endpoint: Endpoint, on network: Network, family: IPFamily) -> String {
        if let own = endpoint.sources.first(where: { $0.family == family }) {
            return "leads there; source is the host address \(own) (snat of the container)"
        }
        guard network.options.masquerade else {
            return
                "leads there; source is the container address (masquerade=false), so the destination needs a route back through this host"
        }
        let source = network.options.sources.first { $0.family == family }
        return
            "leads there; source is \(source.map { "the host address \($0) (snat)" } ?? "the address of the outgoing link")"
    }

    /// Follows packets that mdnp allows through the host's forwarding.
    func forward(_ packet: FilteredPacket, along path: inout Trace) {
        let family = packet.family
        let setting = family == .v4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding"
        path.require(
            family == .v4 ? facts.forwardsIPv4 : observed.forwardsIPv6,
            at: setting,
            otherwise: "is 0: the host forwards no packets to or from containers"
        )
        path.require(
            observed.isFirewallWhole == true,
            at: FirewallNames.table(.inet),
            otherwise: "is incomplete: \(Self.isBeingRepaired)"
        )
        filter(packet, along: &path)
    }

    /// Follows packets, and their replies, through the filters of other programs: packets that mdnp allows must also pass those.
    func filter(_ packet: FilteredPacket, along path: inout Trace) {
        let answer = packet.isFrame ? packet.reversed(.untracked) : packet.reversed(.answer)
        for filter in facts.filters {
            for (packet, what) in [(packet, "it"), (answer, "the replies")] {
                guard let blockingRule = filter.blockingRule(for: packet) else { continue }
                path.stop(
                    blockingRule.place,
                    because: "drops \(what) (\(blockingRule.rule)); see \"mdnp doctor\""
                )
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
    /// A Boolean value that indicates whether the end is the host itself.
    var isHost: Bool { if case .host = self { true } else { false } }
}
