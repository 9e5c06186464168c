// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// Sets of the table `bridge mdnp` with elements of endpoints.

extension SetDefinition {
    /// The sets of this file.
    static let setsOfEndpoints = [
        links, linkMACs, linkSources4, linkSources6, linkAnnouncements6, anySource, isolated, iccMembers4, iccMembers6,
        allowedSources4, allowedSources6, allowedAnnouncements4, allowedAnnouncements6, allowedEtherTypes,
        linkLocalSources6, noLinkLocal,
    ]

    static let links = SetDefinition(
        "links",
        in: .bridge,
        comment: "links of containers, whose frames are checked",
        key: .fields(.link),
        element: { .link($0) },
        content: { if case .link(let link) = $0 { link } else { nil } }
    )

    static let linkMACs = SetDefinition(
        "link_macs",
        in: .bridge,
        comment: "links, and the MAC address of their container",
        key: .fields(.link, .mac),
        element: { .linkMAC($0, $1) },
        content: { if case .linkMAC(let link, let mac) = $0 { (link, mac) } else { nil } }
    )

    static let linkSources4 = linkSources("link_sources4", of: .v4)
    static let linkSources6 = linkSources("link_sources6", of: .v6)

    private static func linkSources(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            in: .bridge,
            comment: "links, and the MAC and IP addresses that their container sends from",
            key: .fields(.link, .mac, .address(family)),
            element: { .linkSource($0, $1, $2) },
            content: { if case .linkSource(let link, let mac, let address) = $0 { (link, mac, address) } else { nil } }
        )
    }

    static let linkAnnouncements6 = SetDefinition(
        "link_announcements6",
        in: .bridge,
        comment: "links, and the MAC and IPv6 addresses that their container announces",
        key: .fields(.link, .mac, .ipv6Address),
        // No type of `nft` has an address at this offset: the target of a neighbor message.
        typeOf: [.inputName, .frameSource, FrameField.neighborTargetBits],
        element: { .linkAnnouncement($0, $1, $2) },
        content: {
            if case .linkAnnouncement(let link, let mac, let address) = $0 { (link, mac, address) } else { nil }
        }
    )

    static let anySource = SetDefinition(
        "any_source",
        in: .bridge,
        comment: "links whose container may send from any address",
        key: .fields(.link),
        element: { .anySource($0) },
        content: { if case .anySource(let link) = $0 { link } else { nil } }
    )

    static let isolated = SetDefinition(
        FirewallNames.isolatedSet,
        in: .bridge,
        comment: "links whose containers reach each other by published ports only (icc=false)",
        key: .fields(.link),
        element: { .isolated($0) },
        content: { if case .isolated(let link) = $0 { link } else { nil } }
    )

    static let iccMembers4 = iccMembers("icc_members4", of: .v4)
    static let iccMembers6 = iccMembers("icc_members6", of: .v6)

    private static func iccMembers(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            name,
            in: .bridge,
            comment: "containers that others of their network reach: MAC address and IP address (icc)",
            key: .fields(.mac, .address(family)),
            element: { .iccMember($0, $1) },
            content: { if case .iccMember(let mac, let address) = $0 { (mac, address) } else { nil } }
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

    static let allowedAnnouncements4 = allowedAnnouncements("allowed_announcements4", of: .v4)
    static let allowedAnnouncements6 = allowedAnnouncements(
        "allowed_announcements6",
        of: .v6,
        typeOf: [.inputName, .frameSource, FrameField.neighborTargetBits]
    )

    private static func allowedAnnouncements(_ name: String, of family: IPFamily, typeOf: [NFTypeOf] = [])
        -> SetDefinition
    {
        SetDefinition(
            name,
            in: .bridge,
            comment: "links, and further addresses that their container may announce (allowed_addresses)",
            key: .linkMACAndAddresses(family),
            typeOf: typeOf,
            element: { .allowedAnnouncement($0, $1, $2) },
            content: {
                if case .allowedAnnouncement(let link, let mac, let range) = $0 { (link, mac, range) } else { nil }
            }
        )
    }

    static let allowedEtherTypes = SetDefinition(
        "allowed_ethertypes",
        in: .bridge,
        comment: "links, and further EtherTypes that their container may send (ethertypes)",
        key: .fields(.link, .etherType),
        element: { .allowedEtherType($0, $1) },
        content: { if case .allowedEtherType(let link, let type) = $0 { (link, type) } else { nil } }
    )

    static let linkLocalSources6 = SetDefinition(
        "link_local_sources6",
        in: .bridge,
        comment: "links, and the link-local address of a container without an IPv6 address",
        key: .fields(.link, .mac, .ipv6Address),
        element: { .linkLocalSource($0, $1, $2) },
        content: { if case .linkLocalSource(let link, let mac, let address) = $0 { (link, mac, address) } else { nil } }
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
