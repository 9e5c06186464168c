// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The host on the way: its addresses, routes, settings and filters.
extension Explanation {
    /// Somebody asks the host itself, not a port that leads to a container.
    func reachHost(at address: IPAddress?, from source: Party, _ port: SoughtPort?, _ path: inout Path) {
        if let address, address.isLoopback, !source.isHost {
            path.stop(FirewallChain.prerouting.place, "\(address) is for the host alone")
        }
        if case .endpoint(_, let home, _) = source, !home.options.hostAccess {
            path.stop(
                FirewallChain.toHost.place,
                "host_access=false: \(home.subject) reaches no daemon of the host"
            )
        }
        reachHostAddress(from: source, for: nil, at: address, &path)
        let what = port.map { "mdnp publishes no port \($0) there: " } ?? ""
        path.pass("host", "\(what)what listens and the host's own filter decide, no rule of mdnp's")
    }

    /// A container's packets get to an address of the host's.
    ///
    /// - Parameters:
    ///   - network: The network of the container whose port it is, if it is one.
    ///   - address: The address; nil for one of the host's that is within reach.
    func reachHostAddress(from source: Party, for network: Network?, at address: IPAddress?, _ path: inout Path) {
        guard case .endpoint(_, let home, _) = source else { return }
        let gateways = home.gatewayAddresses.map(\.address)
        let isNear = address.map(gateways.contains) ?? !gateways.filter { $0.family == path.family }.isEmpty
        switch home.options.gateway {
        case .none: return path.stop(home.subject, "has gateway=none: its containers reach each other only")
        case .docker: return path.pass("docker_gwbridge", "is the way out: Docker decides who leaves by it")
        case .mdnp: break
        }
        path.require(
            isNear || !home.isInternal,
            FirewallChain.fromClosed.place,
            "\(home.subject) is internal: its containers reach the host at its bridge's own addresses only"
        )
        guard let network, network.id != home.id else { return }
        path.require(
            home.hasWayOut,
            FirewallChain.leaving.place,
            "iifname @\(FirewallNames.closedSet): an internal network reaches its own published ports only"
        )
    }

    /// A container goes out.
    func goOut(
        _ endpoint: Endpoint,
        _ network: Network,
        to address: IPAddress,
        _ port: SoughtPort?,
        _ path: inout Path
    ) {
        switch network.options.gateway {
        case .none: return path.stop(network.subject, "has gateway=none: its containers reach each other only")
        case .docker: return path.pass("docker_gwbridge", "is the way out: Docker decides who leaves by it")
        case .mdnp: break
        }
        path.require(
            network.hasWayOut,
            FirewallChain.leaving.place,
            "iifname @\(FirewallNames.closedSet): \(network.subject) is internal and has no way out"
        )
        guard let route = facts.route(to: address) else { return path.stop("host", "has no route to \(address)") }
        path.require(!route.discards, "\(route)", "drops what is meant for \(address)")
        let bridges = desired.neededNetworks.filter { $0.bridge.description == route.link }
        path.require(bridges.isEmpty, "bridge \(route.link ?? "")", "no container has \(address)")
        let isForeign = observed.foreignLinks.contains { $0.description == route.link }
        path.require(
            !isForeign,
            FirewallChain.leaving.place,
            "oifname @\(FirewallNames.foreignSet): \(route) is out of mdnp's containers' reach"
        )
        path.pass(FirewallChain.leaving.place, "lets containers out")
        var packet = facts.packet(
            path.family,
            .first,
            from: network.bridge.description,
            endpoint.address(path.family),
            to: route.link,
            address
        )
        packet.transport = port?.transport
        packet.destinationPort = port?.port
        forward(packet, &path)
        let ofNetwork = network.options.masquerade ? network.options.sources : []
        if let source = (endpoint.sources + ofNetwork).first(where: { $0.family == path.family }) {
            requireAddress(source, of: "is what containers go out under (snat)", &path)
        }
        path.pass("\(route)", sourceWords(endpoint, network, path.family))
    }

    private func sourceWords(_ endpoint: Endpoint, _ network: Network, _ family: IPFamily) -> String {
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

    /// The host forwards what mdnp allows.
    func forward(_ packet: FilteredPacket, _ path: inout Path) {
        let family = packet.family
        let setting = family == .v4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding"
        path.require(
            family == .v4 ? facts.forwardsIPv4 : observed.forwardsIPv6,
            setting,
            "is 0: nothing is forwarded to or from containers"
        )
        path.require(
            observed.isFirewallWhole == true,
            FirewallNames.table(.inet),
            "is not whole: \(Self.isBeingRepaired)"
        )
        filter(packet, &path)
    }

    /// The filters of other programs, which packets that mdnp allowed still have to pass; and so do their answers.
    func filter(_ packet: FilteredPacket, _ path: inout Path) {
        let answer = packet.isFrame ? packet.reversed(.untracked) : packet.reversed(.answer)
        for filter in facts.filters {
            for (packet, what) in [(packet, "it"), (answer, "the answers")] {
                guard let obstacle = filter.obstacle(to: packet) else { continue }
                path.stop(obstacle.place, "drops \(what) (\(obstacle.rule)): \"mdnp doctor\" tells more")
            }
        }
    }

    /// The host has an address of its own that packets go out under, or that a port is published at.
    func requireAddress(_ address: IPAddress, of use: String, _ path: inout Path) {
        path.require(facts.has(address), "address \(address)", "\(use): \(Diagnosis.missingAddress)")
    }
}

extension Party {
    /// Whether it is the host itself.
    var isHost: Bool { if case .host = self { true } else { false } }
}
