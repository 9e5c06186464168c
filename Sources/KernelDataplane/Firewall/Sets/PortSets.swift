// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

// Sets of the table `inet mdnp` with elements of published ports.

extension SetDefinition {
    /// The sets of this file.
    static let setsOfPorts = [
        any4, any6, at4, at6, anyRanges4, anyRanges6, atRanges4, atRanges6, multihomed4, multihomed6, relayed4,
        relayed6, relayedAt4, relayedAt6, relayedRanges4, relayedRanges6, relayedRangesAt4, relayedRangesAt6,
        restricted4, restricted6, restrictedNetworks, restrictedRelays4, restrictedRelays6,
    ]

    static let any4 = published("any4", comment: "ports published at all host addresses", key: .anyPort(.v4), of: .v4)
    static let any6 = published("any6", comment: "ports published at all host addresses", key: .anyPort(.v6), of: .v6)
    static let at4 = published("at4", comment: "ports published at one host address", key: .port(.v4), of: .v4)
    static let at6 = published("at6", comment: "ports published at one host address", key: .port(.v6), of: .v6)

    private static func published(
        _ name: String,
        comment: String,
        key: SetKey<HostPort>,
        of family: IPFamily
    ) -> SetDefinition {
        SetDefinition(
            name,
            comment: comment + ", and the container's address and port",
            key: key,
            value: .containerPort(family),
            element: { .published($0, $1) },
            content: { if case .published(let host, let container) = $0 { (host, container) } else { nil } }
        )
    }

    static let anyRanges4 = publishedRanges(
        "any_ranges4",
        comment: "ranges of ports published at all host addresses",
        key: .anyPort(.v4),
        of: .v4
    )
    static let anyRanges6 = publishedRanges(
        "any_ranges6",
        comment: "ranges of ports published at all host addresses",
        key: .anyPort(.v6),
        of: .v6
    )
    static let atRanges4 = publishedRanges(
        "at_ranges4",
        comment: "ranges of ports published at one host address",
        key: .port(.v4),
        of: .v4
    )
    static let atRanges6 = publishedRanges(
        "at_ranges6",
        comment: "ranges of ports published at one host address",
        key: .port(.v6),
        of: .v6
    )

    private static func publishedRanges(
        _ name: String,
        comment: String,
        key: SetKey<HostPort>,
        of family: IPFamily
    ) -> SetDefinition {
        SetDefinition(
            name,
            comment: comment + ", and the container's address",
            key: key.portRanges,
            value: .address(family),
            element: { .publishedRange($0.0, through: $0.1, to: $1) },
            content: {
                if case .publishedRange(let first, let last, let address) = $0 { ((first, last), address) } else { nil }
            }
        )
    }

    static let multihomed4 = multihomed("multihomed4", of: .v4)
    static let multihomed6 = multihomed("multihomed6", of: .v6)

    private static func multihomed(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "containers with published ports, and the bridges of their other networks",
            key: .fields(.address(family), .link),
            element: { .multihomed($0, $1) },
            content: { if case .multihomed(let address, let bridge) = $0 { (address, bridge) } else { nil } }
        )
    }

    static let relayed4 = relayed(
        "relayed4",
        comment: "ports of all host addresses that mdnp itself relays",
        key: .anyPort(.v4)
    )
    static let relayed6 = relayed(
        "relayed6",
        comment: "ports of all host addresses that mdnp itself relays",
        key: .anyPort(.v6)
    )
    static let relayedAt4 = relayed(
        "relayedAt4",
        comment: "ports of one host address that mdnp itself relays",
        key: .port(.v4)
    )
    static let relayedAt6 = relayed(
        "relayedAt6",
        comment: "ports of one host address that mdnp itself relays",
        key: .port(.v6)
    )

    private static func relayed(_ name: String, comment: String, key: SetKey<HostPort>) -> SetDefinition {
        SetDefinition(
            name,
            comment: comment,
            key: key,
            element: { .relayed($0) },
            content: { if case .relayed(let host) = $0 { host } else { nil } }
        )
    }

    static let relayedRanges4 = relayedRanges(
        "relayed_ranges4",
        comment: "ranges of ports of all host addresses",
        key: .anyPort(.v4)
    )
    static let relayedRanges6 = relayedRanges(
        "relayed_ranges6",
        comment: "ranges of ports of all host addresses",
        key: .anyPort(.v6)
    )
    static let relayedRangesAt4 = relayedRanges(
        "relayed_ranges_at4",
        comment: "ranges of ports of one host address",
        key: .port(.v4)
    )
    static let relayedRangesAt6 = relayedRanges(
        "relayed_ranges_at6",
        comment: "ranges of ports of one host address",
        key: .port(.v6)
    )

    private static func relayedRanges(_ name: String, comment: String, key: SetKey<HostPort>) -> SetDefinition {
        SetDefinition(
            name,
            comment: comment + " that mdnp itself relays",
            key: key.portRanges,
            element: { .relayedRange($0, through: $1) },
            content: { if case .relayedRange(let first, let last) = $0 { (first, last) } else { nil } }
        )
    }

    static let restricted4 = restricted("restricted4", of: .v4)
    static let restricted6 = restricted("restricted6", of: .v6)

    private static func restricted(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "containers, and the client list of their published ports (publish.allow)",
            key: .fields(.address(family)),
            value: .clientList,
            element: { .restricted($0, to: $1) },
            content: { if case .restricted(let address, let list) = $0 { (address, list) } else { nil } }
        )
    }

    static let restrictedNetworks = SetDefinition(
        "restricted_networks",
        comment: "bridges, and the client list of the ports published behind them (publish.allow)",
        key: .fields(.link),
        value: .clientList,
        element: { .restrictedNetwork($0, to: $1) },
        content: { if case .restrictedNetwork(let bridge, let list) = $0 { (bridge, list) } else { nil } }
    )

    static let restrictedRelays4 = restrictedRelays("restricted_relays4", of: .v4)
    static let restrictedRelays6 = restrictedRelays("restricted_relays6", of: .v6)

    private static func restrictedRelays(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "ports that mdnp itself relays, and the client list of each (publish.allow)",
            key: .portsOfAnyAddress(family),
            value: .clientListOfRelays,
            element: { .restrictedRelay($0.0, through: $0.1, to: $1) },
            content: {
                if case .restrictedRelay(let first, let last, let list) = $0 { ((first, last), list) } else { nil }
            }
        )
    }
}
