// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

// Sets of the table `bridge mdnp` that its rules fill: links with dropped frames, each with the address or EtherType of the first.

extension SetDefinition {
    /// The sets of this file.
    static let setsOfDroppedFrames = [
        droppedMACs, droppedSources4, droppedSources6, droppedAnnouncements6, droppedEtherTypes,
    ]

    static let droppedMACs = SetDefinition(
        droppedFrames: "dropped_macs",
        comment: "links with frames dropped in the last 10 minutes, and the first wrong MAC address",
        first: .mac,
        reason: { $0.map { .mac($0) } }
    )

    static let droppedSources4 = droppedSources("dropped_sources4", of: .v4)
    static let droppedSources6 = droppedSources("dropped_sources6", of: .v6)

    private static func droppedSources(_ name: String, of family: IPFamily) -> SetDefinition {
        SetDefinition(
            droppedFrames: name,
            comment: "links with frames dropped in the last 10 minutes, and the first wrong source",
            first: .address(family),
            reason: { $0.map { .source($0) } }
        )
    }

    static let droppedAnnouncements6 = SetDefinition(
        droppedFrames: "dropped_announcements6",
        comment: "links with announcements of wrong IPv6 addresses, dropped in the last 10 minutes",
        first: nil as SetValue<IPAddress>?,
        reason: { _ in .claim }
    )

    static let droppedEtherTypes = SetDefinition(
        droppedFrames: "dropped_ethertypes",
        comment: "links with frames dropped in the last 10 minutes, and the first wrong EtherType",
        first: .etherType,
        reason: { $0.map { .etherType($0) } }
    )
}
