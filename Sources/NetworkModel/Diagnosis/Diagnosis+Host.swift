// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The host's own settings, filters and routes.
extension Diagnosis {
    var forwarding: [Finding] {
        var findings: [Finding] = []
        if let network = networks.first(where: { $0.forwards && $0.has(.v4) }), !facts.forwardsIPv4 {
            findings.append(
                Finding(
                    .forwardingIPv4,
                    about: "net.ipv4.ip_forward",
                    finding:
                        "is 0: the host forwards no packets to containers, such as those of \(network.subject)",
                    advice: "run \"sysctl -w net.ipv4.ip_forward=1\", and keep it in /etc/sysctl.d"
                )
            )
        }
        if let network = networks.first(where: \.needsHostForwarding), !observed.forwardsIPv6,
            observed.links[.network(network.id)]?.link?.has(.v6) != false
        {
            findings.append(
                Finding(
                    .forwardingIPv6,
                    about: "net.ipv6.conf.all.forwarding",
                    finding:
                        "is 0: the host forwards no IPv6 packets to or from containers, such as those of \(network.subject)",
                    advice:
                        "run \"sysctl -w net.ipv6.conf.all.forwarding=1\"; mdnp had set it, and another program reset it"
                )
            )
        }
        return findings
    }

    /// Links that ignore router advertisements because mdnp turned on forwarding.
    ///
    /// If another program turned it on, this may be intended.
    var advertisements: [Finding] {
        guard observed.forwardsIPv6, desired.hostChanges.contains(.forwardsIPv6) else { return [] }
        return observed.advertisementListeners.map { link in
            Finding(
                .advertisements,
                about: "net.ipv6.conf.\(link).accept_ra",
                finding:
                    "is 1: with IPv6 forwarding on, the link ignores router advertisements, and its default route expires",
                advice: "run \"sysctl -w net.ipv6.conf.\(link).accept_ra=2\""
            )
        }
    }

    var strictUplinks: [Finding] {
        guard networks.contains(where: \.publishes) else { return [] }
        return facts.strictUplinks.sorted().map { link in
            Finding(
                .routes,
                about: "net.ipv4.conf.\(link).rp_filter",
                finding:
                    "is 1, or net.ipv4.conf.all.rp_filter is 1: packets from clients on link \(link) are dropped, since the best default route uses another link",
                advice: "run \"sysctl -w net.ipv4.conf.\(link).rp_filter=2\", and keep it in /etc/sysctl.d"
            )
        }
    }

    var routes: [Finding] {
        networks.flatMap { network in
            // Without an address on the network's link, the host has no route to the network either.
            (network.link == nil ? [] : network.gatewayAddresses).map(\.prefix).flatMap { subnet in
                facts.routes.compactMap { route -> Finding? in
                    guard !network.owns(route.link),
                        route.conflicts(with: subnet) || route.lookup == .first && route.capturesPackets(from: subnet)
                    else { return nil }
                    return Finding(
                        .routes,
                        about: "\(network.subject), subnet \(subnet)",
                        finding: "\(route) \(consequence(of: route, for: subnet))",
                        advice: "use another subnet for the network, or delete the route (ip route show table all)"
                    )
                }
            }
        }
    }

    private func consequence(of route: HostRoute, for subnet: Prefix) -> String {
        let capturesPackets = facts.capturesPackets(route, from: subnet)
        if route.lookup == .selective {
            return
                "\(capturesPackets ? "leads out of the subnet" : "covers the subnet") for packets that a routing rule selects (ip rule)"
        }
        if !capturesPackets { return "covers the subnet: the host cannot reach hosts in \(subnet) behind this route" }
        let isInside = route.lookup != .first
        return "\(isInside ? "leads out of the subnet" : "takes precedence (ip rule)"): "
            + "the host and published ports do not reach containers there"
    }
}
