// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

// Sets of the table `inet mdnp` with elements of networks and of host links.

extension SetDefinition {
    /// The sets of this file.
    static let setsOfNetworks = [
        networks, noEgress, icc, masqueraded4, masqueraded6, snat4, snat6, endpointSNAT4, endpointSNAT6,
        dockerBridges, subnets4, subnets6, noHostAccess, trustedLinks, connectionLimits4, connectionLimits6,
        bridgeConnectionLimits, arrivalLinks,
    ]

    static let networks = SetDefinition(
        "networks",
        comment: "bridges of mdnp networks",
        key: .fields(.link),
        element: { .network($0) },
        content: { if case .network(let bridge) = $0 { bridge } else { nil } }
    )

    static let noEgress = SetDefinition(
        FirewallNames.noEgressSet,
        comment: "bridges of networks without egress: internal, or with another gateway",
        key: .fields(.link),
        element: { .noEgress($0) },
        content: { if case .noEgress(let bridge) = $0 { bridge } else { nil } }
    )

    static let icc = SetDefinition(
        "icc",
        comment: "bridges of networks whose containers reach each other (icc)",
        key: .fields(.link, .link),
        element: { $0 == $1 ? .icc($0) : nil },
        content: { if case .icc(let bridge) = $0 { (bridge, bridge) } else { nil } }
    )

    static let masqueraded4 = masqueraded("masqueraded4", of: .v4)
    static let masqueraded6 = masqueraded("masqueraded6", of: .v6)

    private static func masqueraded(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "bridges whose outgoing packets get the address of their outgoing link",
            key: .fields(.link),
            element: { .masqueraded($0, family) },
            content: { if case .masqueraded(let bridge, family) = $0 { bridge } else { nil } }
        )
    }

    static let snat4 = snat("snat4", of: .v4)
    static let snat6 = snat("snat6", of: .v6)

    private static func snat(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "bridges, and the host address that their outgoing packets get (snat)",
            key: .fields(.link),
            value: .address(family),
            element: { .snat($0, $1) },
            content: { if case .snat(let bridge, let address) = $0 { (bridge, address) } else { nil } }
        )
    }

    static let endpointSNAT4 = endpointSNAT("endpoint_snat4", of: .v4)
    static let endpointSNAT6 = endpointSNAT("endpoint_snat6", of: .v6)

    private static func endpointSNAT(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "container addresses by bridge, and the host address that their outgoing packets get (snat)",
            key: .fields(.link, .address(family)),
            value: .address(family),
            element: { .endpointSNAT($0.0, $0.1, under: $1) },
            content: {
                if case .endpointSNAT(let bridge, let own, let host) = $0 { ((bridge, own), host) } else { nil }
            }
        )
    }

    static let dockerBridges = SetDefinition(
        FirewallNames.dockerLinksSet,
        comment: "bridges of Docker itself, which mdnp networks do not reach",
        key: .fields(.link),
        element: { .dockerLink($0) },
        content: { if case .dockerLink(let bridge) = $0 { bridge } else { nil } }
    )

    static let subnets4 = subnets("subnets4", of: .v4)
    static let subnets6 = subnets("subnets6", of: .v6)

    private static func subnets(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "subnets of mdnp networks, each with its bridge",
            key: .addressesAndLink(family),
            element: { range, bridge in range.prefix.map { .subnet(bridge, $0) } },
            content: { if case .subnet(let bridge, let prefix) = $0 { (AddressRange(prefix), bridge) } else { nil } }
        )
    }

    static let noHostAccess = SetDefinition(
        "no_host_access",
        comment: "bridges whose containers do not reach the host (host_access=false)",
        key: .fields(.link),
        element: { .noHostAccess($0) },
        content: { if case .noHostAccess(let bridge) = $0 { bridge } else { nil } }
    )

    static let trustedLinks = SetDefinition(
        "trusted_links",
        comment: "links whose clients reach the containers behind a bridge directly (trusted_links)",
        key: .fields(.link, .link),
        element: { .trusted($0, to: $1) },
        content: { if case .trusted(let link, let bridge) = $0 { (link, bridge) } else { nil } }
    )

    static let connectionLimits4 = connectionLimits("connection_limits4", of: .v4)
    static let connectionLimits6 = connectionLimits("connection_limits6", of: .v6)

    private static func connectionLimits(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            limitsOfConnections: name,
            comment: "container addresses by bridge, and their maximum number of connections (max_connections)",
            key: .fields(.link, .address(family)),
            element: { .connectionLimit($0.0, $0.1, $1) },
            content: {
                if case .connectionLimit(let bridge, let address, let limit) = $0 {
                    ((bridge, address), limit)
                } else {
                    nil
                }
            }
        )
    }

    static let bridgeConnectionLimits = SetDefinition(
        limitsOfConnections: "bridge_connection_limits",
        comment: "bridges, and the maximum number of connections of all addresses without a container",
        key: .fields(.link),
        element: { .bridgeConnectionLimit($0, $1) },
        content: { if case .bridgeConnectionLimit(let bridge, let limit) = $0 { (bridge, limit) } else { nil } }
    )

    static let arrivalLinks = SetDefinition(
        "arrival_links",
        comment: "links with a default route, and the chain that marks their connections",
        key: .fields(.link),
        value: .arrivalNumber,
        element: { .arrival($0, number: $1) },
        content: { if case .arrival(let link, let number) = $0 { (link, number) } else { nil } }
    )
}
