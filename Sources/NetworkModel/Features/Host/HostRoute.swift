// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A route of the host (`ip route show table all`), with its effect on the subnet of a bridge.
public struct HostRoute: Hashable, Sendable, CustomStringConvertible {
    /// The effect on packets that take the route.
    public enum Effect: Hashable, Sendable {
        /// The host sends them to a link or another router.
        case forward
        /// The host drops them, by a route or rule of this kind: `blackhole route`, `prohibit rule for`.
        case discard(String)
    }

    /// The packets that are looked up in the table of the route (`ip rule`).
    public enum Lookup: Hashable, Sendable {
        /// All packets, before the routes to bridges: the rule of the table precedes that of the main table.
        case first
        /// All packets, in the table of the routes to bridges or in a later one.
        case usual
        /// Only packets that a rule selects by more than their destination, such as their source or a mark.
        case selective
    }

    /// The block of destinations.
    public let destination: Prefix
    /// The name of the outgoing link; nil if there is none, or several.
    public let link: String?
    /// The effect on packets that take the route.
    public let effect: Effect
    /// The packets that are looked up in its table.
    public let lookup: Lookup
    /// The table of the route; nil for the main table.
    public let table: UInt32?
    /// The metric among routes to the same destination: the lowest wins (`metric`).
    public let priority: UInt32

    /// Creates a route.
    public init(
        to destination: Prefix,
        link: String? = nil,
        effect: Effect = .forward,
        lookup: Lookup = .usual,
        table: UInt32? = nil,
        priority: UInt32 = 0
    ) {
        self.destination = destination
        self.link = link
        self.effect = effect
        self.lookup = lookup
        self.table = table
        self.priority = priority
    }

    /// A Boolean value that indicates whether this is a default route, in one piece or in parts: VPNs add 0.0.0.0/1 and 128.0.0.0/1 before
    /// an existing one.
    ///
    /// A block larger than the largest private block, 10.0.0.0/8 or fc00::/7, counts as a default route.
    public var leadsEverywhere: Bool {
        switch destination.family {
        case .v4: destination.length < 8
        case .v6: destination.length < 7
        }
    }

    /// A Boolean value that indicates whether packets that take the route are dropped.
    public var discards: Bool { if case .discard = effect { true } else { false } }

    /// Returns a Boolean value that indicates whether packets to a bridge's subnet, or to a part of it, take this route and not the
    /// bridge's.
    public func capturesPackets(from subnet: Prefix) -> Bool {
        destination.overlaps(subnet) && (lookup == .first || destination.length >= subnet.length)
    }

    /// Returns a Boolean value that indicates whether a bridge should not have a subnet because of this route.
    ///
    /// Packets to the subnet would take the route, or the subnet would hide a part of a network behind it.
    ///
    /// No network is behind a route that discards, so a longer prefix hides nothing. Default routes conflict with no subnet.
    public func conflicts(with subnet: Prefix) -> Bool {
        guard !leadsEverywhere, destination.overlaps(subnet) else { return false }
        return !discards || capturesPackets(from: subnet)
    }

    /// The Docker network of the link, as text, derived from the link's name.
    private var dockerNetwork: String? {
        guard let link else { return nil }
        if link == "docker0" { return "Docker network bridge" }
        // Docker names a network's bridge `br-` and the first twelve digits of the network's id.
        let id = link.dropFirst(3)
        guard link.hasPrefix("br-"), id.utf8.count == 12, id.allSatisfy(\.isHexDigit) else { return nil }
        return "Docker network \(id)"
    }

    /// A Boolean value that indicates whether the route leads to a Docker network, by the link's name.
    var leadsToDocker: Bool { dockerNetwork != nil }

    /// The route, and its Docker network by the link's name.
    public var description: String {
        let kind = if case .discard(let kind) = effect { kind } else { "route" }
        let place = link.map { " of link \($0)" } ?? ""
        let text = "\(kind) \(destination)\(place)\(table.map { " in table \($0)" } ?? "")"
        return dockerNetwork.map { "\($0) (\(text))" } ?? text
    }
}

extension HostFacts {
    /// Returns the route that host packets to an address take.
    ///
    /// The order is: tables that are looked up first, then the longest prefix, then the lowest metric.
    public func route(to address: IPAddress) -> HostRoute? {
        preferred(among: routes.filter { $0.destination.contains(address) })
    }

    /// Returns the route that host packets to most addresses of the Internet take: a default route, in one piece or in parts.
    func internetRoute(_ family: IPFamily) -> HostRoute? {
        preferred(among: routes.filter { $0.destination.family == family && $0.leadsEverywhere })
    }

    private func preferred(among routes: [HostRoute]) -> HostRoute? {
        routes.filter { $0.lookup != .selective }.max { one, other in
            let (isFirst, isOtherFirst) = (one.lookup == .first, other.lookup == .first)
            if isFirst != isOtherFirst { return isOtherFirst }
            if one.destination.length != other.destination.length {
                return one.destination.length < other.destination.length
            }
            return one.priority > other.priority
        }
    }

    /// Returns a Boolean value that indicates whether packets to a subnet of a bridge, or to a part of it, take a route and not the
    /// bridge's.
    func capturesPackets(_ route: HostRoute, from subnet: Prefix) -> Bool {
        guard route.capturesPackets(from: subnet) else { return false }
        // Of two routes to the complete subnet, only one applies.
        return route.destination != subnet || route.lookup != .usual || self.route(to: subnet.last) == route
    }

    /// Returns a Boolean value that indicates whether an address is local to the host.
    func has(_ address: IPAddress) -> Bool {
        addresses.contains(address) || ownBlocks.contains { $0.contains(address) }
    }
}
