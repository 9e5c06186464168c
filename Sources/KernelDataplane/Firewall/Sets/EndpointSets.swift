// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// Sets of the table `bridge mdnp` with elements of endpoints.

extension SetDefinition {
    /// The sets of this file.
    static let setsOfEndpoints = [
        links, hardware, speakers4, speakers6, neighborTargets6, unaddressed, apart, members4, members6,
        allowedSources4, allowedSources6, allowedClaims4, allowedClaims6, etherTypes, linkLocals6, noLinkLocal,
    ]

    static let links = SetDefinition(
        "links",
        in: .bridge,
        comment: "links of containers, whose frames are checked",
        key: .fields(.link),
        element: { .link($0) },
        content: { if case .link(let link) = $0 { link } else { nil } }
    )

    static let hardware = SetDefinition(
        "hardware",
        in: .bridge,
        comment: "links, and the MAC address of their container",
        key: .fields(.link, .mac),
        element: { .hardware($0, $1) },
        content: { if case .hardware(let link, let mac) = $0 { (link, mac) } else { nil } }
    )

    static let speakers4 = speakers("speakers4", of: .v4)
    static let speakers6 = speakers("speakers6", of: .v6)

    private static func speakers(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            in: .bridge,
            comment: "links, and the MAC address and address that their container sends from",
            key: .fields(.link, .mac, .address(family)),
            element: { .speaker($0, $1, $2) },
            content: { if case .speaker(let link, let mac, let address) = $0 { (link, mac, address) } else { nil } }
        )
    }

    static let neighborTargets6 = SetDefinition(
        "neighbor_targets6",
        in: .bridge,
        comment: "links, and the MAC address and IPv6 addresses that their container may announce",
        key: .fields(.link, .mac, .ipv6Address),
        // No type of `nft` has an address at this offset: the target of a neighbor message.
        typeOf: [.inputName, .frameSource, FrameField.neighborTargetBits],
        element: { .neighborTarget($0, $1, $2) },
        content: { if case .neighborTarget(let link, let mac, let address) = $0 { (link, mac, address) } else { nil } }
    )

    static let unaddressed = SetDefinition(
        "unaddressed",
        in: .bridge,
        comment: "links whose container may send from any address",
        key: .fields(.link),
        element: { .unaddressed($0) },
        content: { if case .unaddressed(let link) = $0 { link } else { nil } }
    )

    static let apart = SetDefinition(
        FirewallNames.apartSet,
        in: .bridge,
        comment: "links whose containers reach each other by published ports only (icc)",
        key: .fields(.link),
        element: { .apart($0) },
        content: { if case .apart(let link) = $0 { link } else { nil } }
    )

    static let members4 = members("members4", of: .v4)
    static let members6 = members("members6", of: .v6)

    private static func members(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            in: .bridge,
            comment: "MAC address and address of containers that others of their network reach",
            key: .fields(.mac, .address(family)),
            element: { .member($0, $1) },
            content: { if case .member(let mac, let address) = $0 { (mac, address) } else { nil } }
        )
    }

    static let allowedSources4 = allowedSources("allowed_sources4", of: .v4)
    static let allowedSources6 = allowedSources("allowed_sources6", of: .v6)

    private static func allowedSources(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            in: .bridge,
            comment: "links, and further addresses that their container may send from (allowed_addresses)",
            key: .linkMACAndAddresses(family),
            element: { .allowedSource($0, $1, $2) },
            content: { if case .allowedSource(let link, let mac, let range) = $0 { (link, mac, range) } else { nil } }
        )
    }

    static let allowedClaims4 = allowedClaims("allowed_claims4", of: .v4)
    static let allowedClaims6 = allowedClaims(
        "allowed_claims6",
        of: .v6,
        typeOf: [.inputName, .frameSource, FrameField.neighborTargetBits]
    )

    private static func allowedClaims(_ name: String, of family: IPFamily, typeOf: [NFTypeOf] = []) -> SetDefinition {
        SetDefinition(
            name,
            in: .bridge,
            comment: "links, and further addresses that their container may announce (allowed_addresses)",
            key: .linkMACAndAddresses(family),
            typeOf: typeOf,
            element: { .allowedClaim($0, $1, $2) },
            content: { if case .allowedClaim(let link, let mac, let range) = $0 { (link, mac, range) } else { nil } }
        )
    }

    static let etherTypes = SetDefinition(
        "ethertypes",
        in: .bridge,
        comment: "links, and further EtherTypes that their container may send (ethertypes)",
        key: .fields(.link, .etherType),
        element: { .etherType($0, $1) },
        content: { if case .etherType(let link, let type) = $0 { (link, type) } else { nil } }
    )

    static let linkLocals6 = SetDefinition(
        "link_locals6",
        in: .bridge,
        comment: "links, and the link-local address of a container without an IPv6 address",
        key: .fields(.link, .mac, .ipv6Address),
        element: { .linkLocal($0, $1, $2) },
        content: { if case .linkLocal(let link, let mac, let address) = $0 { (link, mac, address) } else { nil } }
    )

    static let noLinkLocal = SetDefinition(
        "no_link_local",
        in: .bridge,
        comment: "links whose link-local addresses are checked as other addresses are",
        key: .fields(.link),
        element: { .noLinkLocal($0) },
        content: { if case .noLinkLocal(let link) = $0 { link } else { nil } }
    )
}
