// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A filter of another program for forwarded packets: a base chain, and the chains that it leads to.
///
/// Packets that mdnp allows pass all of them, and each can drop them.
public struct ForwardFilter: Hashable, Sendable {
    /// A chain: its name and its rules in their order.
    public struct Chain: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The rules.
        public let rules: [FilterRule]

        /// A chain.
        public init(_ name: String, _ rules: [FilterRule]) {
            self.name = name
            self.rules = rules
        }
    }

    /// The kind of filter, which says what a person writes to change it.
    public enum Kind: Hashable, Sendable {
        /// A chain of `iptables` or `ip6tables`, or of their legacy variants.
        case iptables(String)
        /// A chain of a table of nf_tables: the family and the name of the table, and the program that owns it if mdnp knows that.
        case nftables(family: String, table: String)
    }

    /// What it is.
    public let kind: Kind
    /// The families of the packets from link to link that pass it; none for family `bridge`.
    public let packets: Set<IPFamily>
    /// The families of the frames between two ports of a bridge that pass it: all for family `bridge`, else by
    /// `net.bridge.bridge-nf-call-iptables`.
    public var frames: Set<IPFamily>
    /// The base chain.
    public let base: Chain
    /// The chains that it leads to, by name.
    public let chains: [String: Chain]
    /// Whether it drops what none of its rules decides (the policy).
    public let dropsTheRest: Bool
    /// Whether its packets carry mdnp's mark: not before mdnp's own chain (`priority filter - 10`).
    public let isBehindMark: Bool

    /// A filter.
    public init(
        _ kind: Kind,
        packets: Set<IPFamily>,
        frames: Set<IPFamily> = [],
        base: Chain,
        chains: [Chain] = [],
        dropsTheRest: Bool,
        isBehindMark: Bool = true
    ) {
        self.kind = kind
        self.packets = packets
        self.frames = frames
        self.base = base
        self.chains = Dictionary(chains.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.dropsTheRest = dropsTheRest
        self.isBehindMark = isBehindMark
    }

    /// Whether it is of family `bridge`.
    private var isOfBridges: Bool {
        if case .nftables("bridge", _) = kind { true } else { false }
    }

    /// The base chain as a person finds it.
    public var place: String { place(of: base.name) }

    /// A chain as a person finds it.
    func place(of chain: String) -> String {
        switch kind {
        case .iptables(let program): "\(program) \(chain)"
        case .nftables(let family, let table): "table \(family) \(table), chain \(chain)"
        }
    }
}

extension ForwardFilter {
    /// What decides on a packet: a chain, and a rule of it or its policy.
    public struct Obstacle: Hashable, Sendable {
        /// The chain.
        public let place: String
        /// The rule.
        public let rule: String
    }

    /// The largest number of chains that lead to one another, as in the kernel (`NFT_JUMP_STACK_SIZE`).
    private static var depthLimit: Int { 16 }

    /// The largest number of rules that a packet meets: each once in a chain, but chains may lead to a chain in many ways.
    private static var stepLimit: Int { 100_000 }

    private enum Decision {
        /// A rule accepts the packet, which has this mark by then.
        case accept(Obstacle, mark: UInt32)
        case drop(Obstacle)
    }

    /// The chain of mdnp's that shows packets between two networks to `DOCKER-USER`.
    private static var showing: String { DockerFilterChain.between.rawValue }

    /// Whether users decide here on packets of a family between two networks.
    func isShown(_ family: IPFamily) -> Bool { packets.contains(family) && chains[Self.showing] != nil }

    /// The rule of users that opens the way to a packet between two networks; nil where none does.
    func opening(for packet: FilteredPacket) -> Obstacle? {
        guard isShown(packet.family) else { return nil }
        var steps = Self.stepLimit
        guard case .accept(let rule, FilteredPacket.shown)? = decision(base, packet, depth: 0, &steps) else {
            return nil
        }
        return rule
    }

    /// What drops a packet; nil for one that passes.
    public func obstacle(to packet: FilteredPacket) -> Obstacle? {
        guard (packet.isFrame ? frames : packets).contains(packet.family) else { return nil }
        var packet = packet
        if !packet.isFrame, !isBehindMark { packet.mark = 0 }
        // Only family bridge knows the ports of a frame; the others have its bridge in both places.
        if let bridge = packet.bridge, !isOfBridges {
            packet.input = FilteredPacket.Link(bridge.description)
            packet.output = packet.input
        }
        var steps = Self.stepLimit
        switch decision(base, packet, depth: 0, &steps) {
        case .accept?: return nil
        case .drop(let obstacle)?: return obstacle
        case nil: return dropsTheRest ? Obstacle(place: place, rule: "policy drop") : nil
        }
    }

    private func decision(_ chain: Chain, _ packet: FilteredPacket, depth: Int, _ steps: inout Int) -> Decision? {
        for rule in chain.rules {
            steps -= 1
            guard steps > 0, depth <= Self.depthLimit else { return nil }
            guard rule.conditions.allSatisfy({ $0.isMet(by: packet) }) else { continue }
            switch rule.verdict {
            case .accept: return .accept(Obstacle(place: place(of: chain.name), rule: rule.label), mark: packet.mark)
            case .drop: return .drop(Obstacle(place: place(of: chain.name), rule: rule.label))
            case .return: return nil
            case .jump(let name):
                guard let next = chains[name] else { continue }
                var packet = packet
                if name == Self.showing { packet.mark = FilteredPacket.shown }
                if let decision = decision(next, packet, depth: depth + 1, &steps) { return decision }
            case .goto(let name):
                guard let next = chains[name] else { return nil }
                return decision(next, packet, depth: depth + 1, &steps)
            }
        }
        return nil
    }
}

extension ForwardFilter {
    /// What a person does so that the filter accepts what mdnp allows.
    public var advice: String {
        guard isBehindMark else {
            return
                "give chain \(base.name) a priority above filter - \(-FirewallNames.forwardPriority), where packets carry mdnp's mark"
        }
        let mark = FirewallNames.markText
        return switch kind {
        // The comment tells the rule from mdnp's own, which mdnp would move behind the jump to `DOCKER-USER`.
        case .iptables(let program):
            "\(program) -I \(base.name) -m mark --mark \(mark)/\(mark) -m comment --comment manual -j ACCEPT"
        case .nftables(let family, let table):
            "nft insert rule \(family) \(table) \(base.name) meta mark and \(mark) != 0 accept"
        }
    }
}
