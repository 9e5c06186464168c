// SPDX-License-Identifier: Apache-2.0

import Addressing

// The path between a container and its bridge, and between two containers behind the bridge.

extension BridgeMode {
    /// Follows packets through the veth into the bridge, from an address that the firewall assigns to the container.
    public func leave(
        _ endpoint: Endpoint,
        on network: Network,
        in explanation: Explanation,
        along path: inout Trace
    ) {
        attach(endpoint, to: network, in: explanation, along: &path)
        guard let address = endpoint.address(path.family) else { return }
        let check = FirewallChain.checkSource.place
        path.require(
            explanation.observed.firewall.contains(.linkSource(endpoint.link, endpoint.mac, address)),
            at: check,
            otherwise: "lacks source \(address) of link \(endpoint.link): \(Explanation.isBeingRepaired)"
        )
        for frames in explanation.facts.droppedFrames[endpoint.link] ?? [] {
            path.pass(check, because: "\(frames.summary); --driver-opt \(frames.option) allows them")
        }
    }

    /// Follows packets along the host route to the bridge, and from there through the veth.
    public func arrive(
        at endpoint: Endpoint,
        on network: Network,
        in explanation: Explanation,
        along path: inout Trace
    ) {
        explanation.requireAddress(of: endpoint, on: network, along: &path)
        // A missing bridge comes first: without it, the host routes packets elsewhere.
        requireBridge(of: network, in: explanation, along: &path)
        explanation.requireRoute(to: endpoint, by: network.bridge, along: &path)
        attach(endpoint, to: network, in: explanation, along: &path)
    }

    /// Follows packets from an address of the bridge.
    public func reach(
        _ endpoint: Endpoint,
        on network: Network,
        in explanation: Explanation,
        along path: inout Trace
    ) {
        path.require(
            network.gatewayAddresses.contains { $0.address.family == path.family },
            at: "bridge \(network.bridge)",
            otherwise: "has no address: with gateway=\(network.options.gateway), the host is not on the network"
        )
        arrive(at: endpoint, on: network, in: explanation, along: &path)
        path.pass("host", because: "mdnp does not filter traffic between the host and its containers")
    }

    /// Returns the rule of the option `icc` that blocks traffic between two containers; nil if there is none.
    public func separation(of source: Endpoint, from target: Endpoint, on network: Network) -> ForwardFilter
        .DecidingRule?
    {
        guard !network.options.icc, source.id != target.id else { return nil }
        return ForwardFilter.DecidingRule(
            place: FirewallChain.frameForward.place,
            rule: "icc=false, the set \(FirewallNames.isolatedSet) has both links"
        )
    }

    /// Follows frames between two ports of the bridge.
    public func meet(
        _ target: Endpoint,
        from source: Endpoint,
        at port: SoughtPort?,
        on network: Network,
        in explanation: Explanation,
        along path: inout Trace
    ) {
        attach(target, to: network, in: explanation, along: &path)
        let family = path.family
        if var frame = frame(family, from: source.address(family), to: target.address(family), on: network) {
            frame.input = explanation.facts.link(source.link)
            frame.output = explanation.facts.link(target.link)
            frame.transport = port?.transport
            frame.destinationPort = port?.port
            explanation.filter(frame, along: &path)
        }
        path.pass(FirewallChain.knownSource.place, because: "allows traffic between containers of one network")
    }

    /// Requires a container, and a veth that is a port of the bridge.
    private func attach(
        _ endpoint: Endpoint,
        to network: Network,
        in explanation: Explanation,
        along path: inout Trace
    ) {
        explanation.requireContainer(of: endpoint, on: network, along: &path)
        requireBridge(of: network, in: explanation, along: &path)
        let place = "link \(endpoint.link)"
        guard let veth = explanation.observed.veth(of: endpoint), !veth.isRetired else {
            return path.stop(
                place,
                because: "is missing: it was deleted; restart the container"
            )
        }
        path.require(
            veth.bridge == network.bridge,
            at: place,
            otherwise: "is not in its bridge: \(Explanation.isBeingRepaired)"
        )
        path.require(veth.isUp, at: place, otherwise: "is down: \(Explanation.isBeingRepaired)")
        path.pass(place, because: "is up, in bridge \(network.bridge)")
    }

    /// Requires the bridge, with its addresses and routes of the family.
    private func requireBridge(of network: Network, in explanation: Explanation, along path: inout Trace) {
        let observed = explanation.observed
        let place = "bridge \(network.bridge)"
        guard let bridge = observed.bridge(of: network.id) else {
            return path.stop(place, because: "is missing: \(Explanation.isBeingRepaired)")
        }
        path.require(bridge.isUp, at: place, otherwise: "is down: \(Explanation.isBeingRepaired)")
        for gateway in network.gatewayAddresses where gateway.address.family == path.family {
            guard bridge.has(path.family) else {
                let setting = observed.ipv6Absence?.setting ?? network.ipv6Setting
                path.stop(place, because: "has no IPv6 address: \(setting) is 1")
                continue
            }
            path.require(
                bridge.addresses.contains(gateway),
                at: place,
                otherwise: "lacks its address \(gateway): \(Explanation.isBeingRepaired)"
            )
        }
        let wanted = BridgeLink(of: network, wayOut: observed.wayOutMTU)
        for subnet in bridge.missingRoutes(of: wanted).sorted() where subnet.family == path.family {
            path.stop(place, because: "lacks the host's route to \(subnet): \(Explanation.isBeingRepaired)")
        }
    }
}

extension Network {
    /// The setting that turns off IPv6 on this bridge only.
    var ipv6Setting: String { "net.ipv6.conf.\(bridge).disable_ipv6" }
}
