// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The zones of firewalld that links are in.
public struct FirewallZones: Hashable, Sendable {
    /// The zone that bridges join, which Docker's bridges are in as well.
    public static var docker: String { "docker" }

    /// The zone of each link that is in one, by the link's name; a name that ends with `+` stands for all that begin so.
    public var zoneOfLink: [String: String]

    /// Zones of links.
    public init(zoneOfLink: [String: String] = [:]) {
        self.zoneOfLink = zoneOfLink
    }

    /// The zone of a link; nil for one that is in none.
    public subscript(link: InterfaceName) -> String? {
        get {
            let name = link.description
            return zoneOfLink[name]
                ?? zoneOfLink.first { $0.key.hasSuffix("+") && name.hasPrefix($0.key.dropLast()) }?.value
        }
        set { zoneOfLink[link.description] = newValue }
    }
}

/// A follower of firewalld.
public protocol FirewallZonesWitness: Sendable {
    /// The zones as last observed, without waiting; nil while firewalld does not run.
    var zones: FirewallZones? { get }
}

/// A witness for a host without firewalld.
public struct NoFirewalld: FirewallZonesWitness {
    /// Nil.
    public var zones: FirewallZones? { nil }

    /// Creates the witness.
    public init() {}
}
