// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The firewalld zones of links.
public struct FirewallZones: Hashable, Sendable {
    /// The zone that bridges join, which also contains Docker's bridges.
    public static var docker: String { "docker" }

    /// The zone of each link in one, by the link's name; a name that ends with `+` matches all names with that prefix.
    public var zoneOfLink: [String: String]

    /// Creates zones of links.
    public init(zoneOfLink: [String: String] = [:]) {
        self.zoneOfLink = zoneOfLink
    }

    /// Returns the zone of a link; nil if it is in none.
    public subscript(link: InterfaceName) -> String? {
        get {
            let name = link.description
            return zoneOfLink[name]
                ?? zoneOfLink.first { $0.key.hasSuffix("+") && name.hasPrefix($0.key.dropLast()) }?.value
        }
        set { zoneOfLink[link.description] = newValue }
    }
}

/// A source of firewalld's zones.
public protocol FirewallZonesWitness: Sendable {
    /// The zones as last observed, without waiting; nil while firewalld does not run.
    var zones: FirewallZones? { get }
}

/// A source for a host without firewalld.
public struct NoFirewalld: FirewallZonesWitness {
    /// Always nil.
    public var zones: FirewallZones? { nil }

    /// Creates the source.
    public init() {}
}
