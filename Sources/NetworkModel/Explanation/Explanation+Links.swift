// SPDX-License-Identifier: Apache-2.0

import Addressing

/// What is nearest to a container: its addresses, its link, its bridge.
extension Explanation {
    /// A container sends.
    func leave(_ endpoint: Endpoint, _ network: Network, _ path: inout Path) {
        attach(endpoint, network, &path)
        guard let address = endpoint.address(path.family) else { return }
        let speaker = FirewallElement.speaker(endpoint.link, endpoint.mac, address)
        path.require(
            observed.firewall.contains(speaker),
            Self.check,
            "does not know that \(endpoint.link) speaks with \(address): \(Self.isBeingRepaired)"
        )
        for frames in facts.droppedFrames[endpoint.link] ?? [] {
            path.pass(Self.check, "\(frames.words); --driver-opt \(frames.option) lets them pass")
        }
    }

    /// Somebody sends with an address that is no container's own.
    func leave(from address: IPAddress, _ path: inout Path) {
        let senders = desired.endpoints.values.filter { endpoint in
            facts.droppedFrames[endpoint.link]?.contains { $0.reason == .source(address) } ?? false
        }
        guard let sender = senders.min(by: { $0.id < $1.id }) else { return }
        let reason =
            "drops what \(name(sender)) sends with \(address), which is none of its addresses; --driver-opt "
            + "allowed_addresses=\(address) lets it pass"
        // An address of the network's own can be nowhere else.
        let isNear = desired.networks[sender.network]?.network.subnets.contains { $0.prefix.contains(address) } ?? false
        isNear ? path.stop(Self.check, reason) : path.pass(Self.check, reason)
    }

    private static let check = FirewallChain.check.place

    /// A container is there to send and to receive.
    func attach(_ endpoint: Endpoint, _ network: Network, _ path: inout Path) {
        let place = name(endpoint)
        guard let address = endpoint.address(path.family) else {
            return path.stop(place, "has no \(path.family) address on \(network.subject)")
        }
        switch endpoint.occupancy {
        case .joined: break
        case .created: path.stop(place, "is in no container: Docker has not joined it yet")
        case .left: path.stop(place, "is in no container: it has left, and Docker has not deleted it yet")
        }
        path.pass(place, "has \(address) on \(network.subject)")
        stand(network, &path)
        guard let veth = observed.veth(of: endpoint), !veth.isDead else {
            return path.stop(
                "link \(endpoint.link)",
                "is missing: somebody deleted it, and only a restart of the container helps"
            )
        }
        path.require(
            veth.bridge == network.bridge,
            "link \(endpoint.link)",
            "is not in its bridge: \(Self.isBeingRepaired)"
        )
        path.require(veth.isUp, "link \(endpoint.link)", "is down: \(Self.isBeingRepaired)")
        path.pass("link \(endpoint.link)", "is up, in bridge \(network.bridge)")
    }

    /// A network's bridge is there.
    func stand(_ network: Network, _ path: inout Path) {
        let place = "bridge \(network.bridge)"
        guard let bridge = observed.bridge(of: network.id) else {
            return path.stop(place, "is missing: \(Self.isBeingRepaired)")
        }
        path.require(bridge.isUp, place, "is down: \(Self.isBeingRepaired)")
        for gateway in network.gatewayAddresses where gateway.address.family == path.family {
            guard bridge.has(path.family) else {
                let setting = observed.ipv6Absence?.setting ?? "net.ipv6.conf.\(network.bridge).disable_ipv6"
                path.stop(place, "has no IPv6 address: \(setting) is 1")
                continue
            }
            path.require(
                bridge.addresses.contains(gateway),
                place,
                "lacks its address \(gateway): \(Self.isBeingRepaired)"
            )
        }
        for subnet in bridge.missingRoutes(of: BridgeLink(of: network, wayOut: observed.wayOutMTU)).sorted()
        where subnet.family == path.family {
            path.stop(place, "lacks the host's route to \(subnet): \(Self.isBeingRepaired)")
        }
    }

    /// A packet comes from elsewhere to a container's address, or is answered there.
    func arrive(at endpoint: Endpoint, _ network: Network, _ path: inout Path) {
        guard let address = endpoint.address(path.family) else {
            return path.stop(name(endpoint), "has no \(path.family) address on \(network.subject)")
        }
        // Whether the bridge is there comes before where packets go without it.
        stand(network, &path)
        if let route = facts.route(to: address), route.link != network.bridge.description {
            path.stop("\(route)", "leads away what is meant for \(address): \"mdnp doctor\" tells more")
        }
        attach(endpoint, network, &path)
    }

    /// The host itself to a container.
    func reach(_ endpoint: Endpoint, _ network: Network, fromHostBy path: inout Path) {
        let isThere = network.gatewayAddresses.contains { $0.address.family == path.family }
        path.require(
            isThere,
            "bridge \(network.bridge)",
            "has no address: with gateway=\(network.options.gateway) the host is not on the network"
        )
        arrive(at: endpoint, network, &path)
        path.pass("host", "no rule of mdnp's is between the host and its containers")
    }

    /// What follows where something of mdnp's is missing.
    static let isBeingRepaired = "mdnp repairs it within a second, or says why not in its log"
}
