// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

// Sets of the table `inet mdnp` with elements of published ports.

extension SetDefinition {
    /// The sets of this file.
    static let setsOfPorts = [
        ports4, ports6, portsByAddr4, portsByAddr6, portRanges4, portRanges6, portRangesByAddr4, portRangesByAddr6,
        multihomed4, multihomed6, relayedPorts4, relayedPorts6, relayedPortsByAddr4, relayedPortsByAddr6,
        relayedPortRanges4, relayedPortRanges6, relayedPortRangesByAddr4, relayedPortRangesByAddr6,
        restricted4, restricted6, restrictedNetworks, restrictedRelayedPorts4, restrictedRelayedPorts6,
    ]

    static let ports4 = ports("ports4", comment: "ports published at all host addresses", key: .anyPort(.v4), of: .v4)
    static let ports6 = ports("ports6", comment: "ports published at all host addresses", key: .anyPort(.v6), of: .v6)
    static let portsByAddr4 = ports(
        "ports_by_addr4",
        comment: "ports published at one host address",
        key: .port(.v4),
        of: .v4
    )
    static let portsByAddr6 = ports(
        "ports_by_addr6",
        comment: "ports published at one host address",
        key: .port(.v6),
        of: .v6
    )

    private static func ports(
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

    static let portRanges4 = portRanges(
        "port_ranges4",
        comment: "ranges of ports published at all host addresses",
        key: .anyPort(.v4),
        of: .v4
    )
    static let portRanges6 = portRanges(
        "port_ranges6",
        comment: "ranges of ports published at all host addresses",
        key: .anyPort(.v6),
        of: .v6
    )
    static let portRangesByAddr4 = portRanges(
        "port_ranges_by_addr4",
        comment: "ranges of ports published at one host address",
        key: .port(.v4),
        of: .v4
    )
    static let portRangesByAddr6 = portRanges(
        "port_ranges_by_addr6",
        comment: "ranges of ports published at one host address",
        key: .port(.v6),
        of: .v6
    )

    private static func portRanges(
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
            comment: "container addresses with published ports, and the bridges of their other networks",
            key: .fields(.address(family), .link),
            element: { .multihomed($0, $1) },
            content: { if case .multihomed(let address, let bridge) = $0 { (address, bridge) } else { nil } }
        )
    }

    static let relayedPorts4 = relayedPorts(
        "relayed_ports4",
        comment: "ports at all host addresses that mdnp relays",
        key: .anyPort(.v4)
    )
    static let relayedPorts6 = relayedPorts(
        "relayed_ports6",
        comment: "ports at all host addresses that mdnp relays",
        key: .anyPort(.v6)
    )
    static let relayedPortsByAddr4 = relayedPorts(
        "relayed_ports_by_addr4",
        comment: "ports at one host address that mdnp relays",
        key: .port(.v4)
    )
    static let relayedPortsByAddr6 = relayedPorts(
        "relayed_ports_by_addr6",
        comment: "ports at one host address that mdnp relays",
        key: .port(.v6)
    )

    private static func relayedPorts(_ name: String, comment: String, key: SetKey<HostPort>) -> SetDefinition {
        SetDefinition(
            name,
            comment: comment,
            key: key,
            element: { .relayed($0) },
            content: { if case .relayed(let host) = $0 { host } else { nil } }
        )
    }

    static let relayedPortRanges4 = relayedPortRanges(
        "relayed_port_ranges4",
        comment: "ranges of ports at all host addresses",
        key: .anyPort(.v4)
    )
    static let relayedPortRanges6 = relayedPortRanges(
        "relayed_port_ranges6",
        comment: "ranges of ports at all host addresses",
        key: .anyPort(.v6)
    )
    static let relayedPortRangesByAddr4 = relayedPortRanges(
        "relayed_port_ranges_by_addr4",
        comment: "ranges of ports at one host address",
        key: .port(.v4)
    )
    static let relayedPortRangesByAddr6 = relayedPortRanges(
        "relayed_port_ranges_by_addr6",
        comment: "ranges of ports at one host address",
        key: .port(.v6)
    )

    private static func relayedPortRanges(_ name: String, comment: String, key: SetKey<HostPort>) -> SetDefinition {
        SetDefinition(
            name,
            comment: comment + " that mdnp relays",
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
            comment: "container addresses, and the client list of their published ports (publish.allow)",
            key: .fields(.address(family)),
            value: .clientList,
            element: { .restricted($0, to: $1) },
            content: { if case .restricted(let address, let list) = $0 { (address, list) } else { nil } }
        )
    }

    static let restrictedNetworks = SetDefinition(
        "restricted_networks",
        comment: "bridges, and the client list of their published ports (publish.allow)",
        key: .fields(.link),
        value: .clientList,
        element: { .restrictedNetwork($0, to: $1) },
        content: { if case .restrictedNetwork(let bridge, let list) = $0 { (bridge, list) } else { nil } }
    )

    static let restrictedRelayedPorts4 = restrictedRelayedPorts("restricted_relayed_ports4", of: .v4)
    static let restrictedRelayedPorts6 = restrictedRelayedPorts("restricted_relayed_ports6", of: .v6)

    private static func restrictedRelayedPorts(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            comment: "ports that mdnp relays, and their client list (publish.allow)",
            key: .portsOfAnyAddress(family),
            value: .clientListOfRelays,
            element: { .restrictedRelayedPort($0.0, through: $0.1, to: $1) },
            content: {
                if case .restrictedRelayedPort(let first, let last, let list) = $0 {
                    ((first, last), list)
                } else {
                    nil
                }
            }
        )
    }
}
