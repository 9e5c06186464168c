// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The bridges that join the zone `docker` of firewalld, and those that leave it.
public struct ZonePlan: Hashable, Sendable {
    /// The bridges that are in no zone.
    ///
    /// A bridge in another zone stays there, since an administrator put it there.
    public let joins: [InterfaceName]
    /// The bridges of deleted networks that are still in the zone.
    public let leaves: [InterfaceName]

    /// Creates a plan for the bridges of all networks.
    ///
    /// - Parameter joined: The bridges that mdnp added to the zone since it started. A name that mdnp derives always counts as its own.
    public init(for bridges: Set<InterfaceName>, in zones: FirewallZones, joined: Set<InterfaceName>) {
        joins = bridges.filter { zones[$0] == nil }.sorted()
        leaves = zones.zoneOfLink.filter { $0.value == FirewallZones.docker }.keys.compactMap { try? InterfaceName($0) }
            .filter { !bridges.contains($0) && (joined.contains($0) || Network.derives($0)) }.sorted()
    }
}
