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
                    "net.ipv4.ip_forward",
                    "is 0: nothing that comes in is forwarded to containers, such as those of \(network.subject)",
                    advice: "sysctl -w net.ipv4.ip_forward=1, and keep it in /etc/sysctl.d"
                )
            )
        }
        if let network = networks.first(where: \.needsHostForwarding), !observed.forwardsIPv6,
            observed.bridge(of: network.id)?.hasIPv6 != false
        {
            findings.append(
                Finding(
                    .forwardingIPv6,
                    "net.ipv6.conf.all.forwarding",
                    "is 0: no IPv6 packet is forwarded to or from containers, such as those of \(network.subject)",
                    advice: "sysctl -w net.ipv6.conf.all.forwarding=1; mdnp set it, and something set it back"
                )
            )
        }
        return findings
    }

    /// The first bridge without IPv6, which stands for all: the network is there, and its gateway of IPv6 is not.
    var missingIPv6: [Finding] {
        let lacking = networks.first { network in
            observed.bridge(of: network.id)?.hasIPv6 == false
                && network.gatewayAddresses.contains { $0.address.family == .v6 }
        }
        guard let network = lacking else { return [] }
        let own = "net.ipv6.conf.\(network.bridge).disable_ipv6"
        let advice =
            switch observed.ipv6Absence {
            case .kernel: "boot the kernel without ipv6.disable=1, or give containers a network without IPv6"
            case .allLinks: "sysctl -w net.ipv6.conf.all.disable_ipv6=0, and keep it in /etc/sysctl.d"
            case .newLinks: "sysctl -w net.ipv6.conf.default.disable_ipv6=0 \(own)=0, and keep it in /etc/sysctl.d"
            case nil: "sysctl -w \(own)=0"
            }
        return [
            Finding(
                .hasIPv6,
                observed.ipv6Absence?.setting ?? own,
                """
                is 1: bridge \(network.bridge) of \(network.subject) has no IPv6 address, so its containers reach neither host nor \
                world over IPv6, and no published port leads to them over IPv6; IPv4 works
                """,
                advice: advice
            )
        ]
    }

    /// Only where it is mdnp that made the host deaf: whoever else lets it forward may want it so.
    var advertisements: [Finding] {
        guard observed.forwardsIPv6, desired.hostChanges.contains(.forwardsIPv6) else { return [] }
        return observed.advertisementListeners.map { link in
            Finding(
                .advertisements,
                "net.ipv6.conf.\(link).accept_ra",
                "is 1: since the host forwards IPv6, the link hears no router, and loses its way out with time",
                advice: "sysctl -w net.ipv6.conf.\(link).accept_ra=2"
            )
        }
    }

    var loopback: [Finding] {
        guard let failure = facts.loopbackGuardFailure, let network = networks.first(where: \.routesLoopback) else {
            return []
        }
        return [
            Finding(
                .loopback,
                "bridge \(network.bridge)",
                "has no filter that guards 127.0.0.0/8 (\(failure)): containers reach it while the firewall is flushed",
                advice: "run mdnp with CAP_BPF, on a kernel that has cls_bpf"
            )
        ]
    }

    var strictUplinks: [Finding] {
        guard networks.contains(where: \.publishes) else { return [] }
        return facts.strictUplinks.sorted().map { link in
            Finding(
                .routes,
                "net.ipv4.conf.\(link).rp_filter",
                "is 1, or that of all: packets from clients that come in by link \(link), which is not the first way out, are dropped",
                advice: "sysctl -w net.ipv4.conf.\(link).rp_filter=2, and keep it in /etc/sysctl.d"
            )
        }
    }

    var routes: [Finding] {
        networks.flatMap { network in
            // Where the bridge has no address the host has no route into the network either.
            network.gatewayAddresses.map(\.prefix).flatMap { subnet in
                facts.routes.compactMap { route -> Finding? in
                    guard route.link != network.bridge.description,
                        route.conflicts(with: subnet) || route.lookup == .first && route.takesPackets(from: subnet)
                    else { return nil }
                    return Finding(
                        .routes,
                        "\(network.subject), subnet \(subnet)",
                        "\(route) \(consequence(of: route, for: subnet))",
                        advice: "give the network another subnet, or take the route away (ip route show table all)"
                    )
                }
            }
        }
    }

    private func consequence(of route: HostRoute, for subnet: Prefix) -> String {
        let takesPackets = facts.takesPackets(route, from: subnet)
        if route.lookup == .selective {
            return "\(takesPackets ? "leads out of it" : "covers it") for packets that a rule selects (ip rule)"
        }
        if !takesPackets { return "covers it: what is behind it in \(subnet) is out of the host's reach" }
        let isInside = route.lookup != .first
        return "\(isInside ? "leads out of it" : "comes before it (ip rule)"): "
            + "the host does not reach containers there, nor do published ports lead to them"
    }
}
