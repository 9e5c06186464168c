// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A route of the host (`ip route show table all`), with its meaning for a subnet that a bridge is to have.
public struct HostRoute: Hashable, Sendable, CustomStringConvertible {
    /// What becomes of packets that take the route.
    public enum Effect: Hashable, Sendable {
        /// A link or another router gets them.
        case forward
        /// They are dropped, by a route or rule of this kind: `blackhole route`, `prohibit rule for`.
        case discard(String)
    }

    /// Which packets are looked up in the table of the route (`ip rule`).
    public enum Lookup: Hashable, Sendable {
        /// All, before the routes to bridges: a table of a rule in front of that of the main table.
        case first
        /// All, in the same table as the routes to bridges or behind it.
        case usual
        /// Those alone that a rule selects by more than their destination, such as their source or a mark.
        case selective
    }

    /// The block of destinations.
    public let destination: Prefix
    /// The name of the link that packets leave by; nil if it has none, or several.
    public let link: String?
    /// What becomes of packets that take it.
    public let effect: Effect
    /// Which packets are looked up in its table.
    public let lookup: Lookup
    /// Its table, where that is not the main one.
    public let table: UInt32?
    /// The rank among routes to the same destination: the lowest wins (`metric`).
    public let priority: UInt32

    /// A route.
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

    /// Whether it is a default route, perhaps under another name: VPNs put 0.0.0.0/1 and 128.0.0.0/1 before the one that is there.
    ///
    /// What is larger than the largest private block, 10.0.0.0/8 or fc00::/7, leads to the world.
    public var leadsEverywhere: Bool {
        switch destination.family {
        case .v4: destination.length < 8
        case .v6: destination.length < 7
        }
    }

    /// A Boolean value that indicates whether packets that take it are dropped.
    public var discards: Bool { if case .discard = effect { true } else { false } }

    /// Returns whether packets to a bridge's subnet, or to a part of it, take this route and not the bridge's.
    public func takesPackets(from subnet: Prefix) -> Bool {
        destination.overlaps(subnet) && (lookup == .first || destination.length >= subnet.length)
    }

    /// Returns whether a bridge should not have a subnet because of this route: packets to the subnet would take it, or the subnet would
    /// hide a part of a network that it leads to.
    ///
    /// No network is behind a route that discards, so a longer prefix hides nothing. Default routes conflict with no subnet.
    public func conflicts(with subnet: Prefix) -> Bool {
        guard !leadsEverywhere, destination.overlaps(subnet) else { return false }
        return !discards || takesPackets(from: subnet)
    }

    /// The Docker network that the link belongs to, in words, as far as the link's name tells.
    private var dockerNetwork: String? {
        guard let link else { return nil }
        if link == "docker0" { return "Docker's network bridge" }
        // Docker calls a network's bridge `br-` and the first twelve digits of its id.
        let id = link.dropFirst(3)
        guard link.hasPrefix("br-"), id.utf8.count == 12, id.allSatisfy(\.isHexDigit) else { return nil }
        return "Docker's network \(id)"
    }

    /// A Boolean value that indicates whether the route leads to one of Docker's own networks, as far as the link's name tells.
    var leadsToDocker: Bool { dockerNetwork != nil }

    /// The route, and whose network it is as far as the link's name tells.
    public var description: String {
        let kind = if case .discard(let kind) = effect { kind } else { "route" }
        let place = link.map { " of link \($0)" } ?? ""
        let words = "\(kind) \(destination)\(place)\(table.map { " in table \($0)" } ?? "")"
        return dockerNetwork.map { "\($0) (\(words))" } ?? words
    }
}

extension HostFacts {
    /// The route that the host's packets to an address take: of a table that is looked up first before others, then the most specific, then that
    /// of the lowest priority.
    public func route(to address: IPAddress) -> HostRoute? {
        routes.filter { $0.lookup != .selective && $0.destination.contains(address) }.max { one, other in
            let (isFirst, isOtherFirst) = (one.lookup == .first, other.lookup == .first)
            if isFirst != isOtherFirst { return isOtherFirst }
            if one.destination.length != other.destination.length {
                return one.destination.length < other.destination.length
            }
            return one.priority > other.priority
        }
    }

    /// Returns whether packets to a subnet of a bridge, or to a part of it, take a route and not the bridge's.
    func takesPackets(_ route: HostRoute, from subnet: Prefix) -> Bool {
        guard route.takesPackets(from: subnet) else { return false }
        // Of two routes to the subnet as a whole one is taken.
        return route.destination != subnet || route.lookup != .usual || self.route(to: subnet.last) == route
    }

    /// Returns whether the host takes packets to an address for its own.
    func has(_ address: IPAddress) -> Bool {
        addresses.contains(address) || ownBlocks.contains { $0.contains(address) }
    }
}
