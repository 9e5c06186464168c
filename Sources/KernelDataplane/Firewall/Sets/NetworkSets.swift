// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

// Sets of the table `inet mdnp` with elements of networks and of host links.

extension SetDefinition {
    /// The sets of this file.
    static let setsOfNetworks = [
        networks, closed, within, masqueraded4, masqueraded6, source4, source6, endpointSource4, endpointSource6,
        foreign, own4, own6, noHostAccess, trustedLinks, connections4, connections6, bridgeConnections, arrivals,
    ]

    static let networks = SetDefinition(
        "networks",
        comment: "bridges of mdnp networks",
        key: .fields(.link),
        element: { .network($0) },
        content: { if case .network(let bridge) = $0 { bridge } else { nil } }
    )

    static let closed = SetDefinition(
        FirewallNames.closedSet,
        comment: "bridges of networks without a way out: internal, or with another gateway",
        key: .fields(.link),
        element: { .closed($0) },
        content: { if case .closed(let bridge) = $0 { bridge } else { nil } }
    )

    static let within = SetDefinition(
        "within",
        comment: "bridges of networks whose containers reach each other (icc)",
        key: .fields(.link, .link),
        element: { $0 == $1 ? .within($0) : nil },
        content: { if case .within(let bridge) = $0 { (bridge, bridge) } else { nil } }
    )

    static let masqueraded4 = masqueraded("masqueraded4", of: .v4)
    static let masqueraded6 = masqueraded("masqueraded6", of: .v6)

    private static func masqueraded(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "bridges whose containers go out under the address of the outgoing link",
            key: .fields(.link),
            element: { .masqueraded($0, family) },
            content: { if case .masqueraded(let bridge, family) = $0 { bridge } else { nil } }
        )
    }

    static let source4 = source("source4", of: .v4)
    static let source6 = source("source6", of: .v6)

    private static func source(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "bridges, and the host address that their containers go out under",
            key: .fields(.link),
            value: .address(family),
            element: { .source($0, $1) },
            content: { if case .source(let bridge, let address) = $0 { (bridge, address) } else { nil } }
        )
    }

    static let endpointSource4 = endpointSource("endpoint_source4", of: .v4)
    static let endpointSource6 = endpointSource("endpoint_source6", of: .v6)

    private static func endpointSource(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "bridges with a container's address, and the host address that it goes out under",
            key: .fields(.link, .address(family)),
            value: .address(family),
            element: { .endpointSource($0.0, $0.1, under: $1) },
            content: {
                if case .endpointSource(let bridge, let own, let host) = $0 { ((bridge, own), host) } else { nil }
            }
        )
    }

    static let foreign = SetDefinition(
        FirewallNames.foreignSet,
        comment: "Docker's own bridges, which mdnp networks do not reach",
        key: .fields(.link),
        element: { .foreign($0) },
        content: { if case .foreign(let bridge) = $0 { bridge } else { nil } }
    )

    static let own4 = own("own4", of: .v4)
    static let own6 = own("own6", of: .v6)

    private static func own(_ name: String, of family: IPFamily) -> SetDefinition {
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
        comment: "bridges whose containers do not reach the host (host_access)",
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

    static let connections4 = connections("connections4", of: .v4)
    static let connections6 = connections("connections6", of: .v6)

    private static func connections(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            limitsOfConnections: name,
            comment: "container addresses by bridge, and their limit of connections (max_connections)",
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

    static let bridgeConnections = SetDefinition(
        limitsOfConnections: "bridge_connections",
        comment: "bridges, and the limit of connections of all addresses that no container has",
        key: .fields(.link),
        element: { .bridgeConnectionLimit($0, $1) },
        content: { if case .bridgeConnectionLimit(let bridge, let limit) = $0 { (bridge, limit) } else { nil } }
    )

    static let arrivals = SetDefinition(
        "arrivals",
        comment: "links with a default route, and the chain that marks connections from there",
        key: .fields(.link),
        value: .arrivalNumber,
        element: { .arrival($0, number: $1) },
        content: { if case .arrival(let link, let number) = $0 { (link, number) } else { nil } }
    )
}
