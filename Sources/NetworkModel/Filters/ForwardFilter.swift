// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A filter of another program for forwarded packets: a base chain, and the chains that it refers to.
///
/// Packets that mdnp allows pass all such filters, and each can drop them.
public struct ForwardFilter: Hashable, Sendable {
    /// A chain: its name, and its rules in order.
    public struct Chain: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The rules.
        public let rules: [FilterRule]

        /// Creates a chain.
        public init(_ name: String, _ rules: [FilterRule]) {
            self.name = name
            self.rules = rules
        }
    }

    /// The kind of filter, which determines the command that changes it.
    public enum Kind: Hashable, Sendable {
        /// A chain of `iptables` or `ip6tables`, or of their legacy variants.
        case iptables(String)
        /// A chain of an nf_tables table: the family and the name of the table, and the owning program if known.
        case nftables(family: String, table: String)
    }

    /// The kind of the filter.
    public let kind: Kind
    /// The families of routed packets that pass the filter; empty for family `bridge`.
    public let packets: Set<IPFamily>
    /// The families of frames between two ports of a bridge that pass the filter: all for family `bridge`, otherwise by
    /// `net.bridge.bridge-nf-call-iptables`.
    public var frames: Set<IPFamily>
    /// The base chain.
    public let base: Chain
    /// The chains that the base chain leads to, by name.
    public let chains: [String: Chain]
    /// A Boolean value that indicates whether the policy drops packets that no rule decides on.
    public let dropsTheRest: Bool
    /// A Boolean value that indicates whether packets have mdnp's mark here: not before mdnp's own chain (`priority filter - 10`).
    public let isBehindMark: Bool

    /// Creates a filter.
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

    /// A Boolean value that indicates whether the filter is of family `bridge`.
    private var isOfBridges: Bool {
        if case .nftables("bridge", _) = kind { true } else { false }
    }

    /// The location of the base chain, for a user.
    public var place: String { place(of: base.name) }

    /// Returns the location of a chain, for a user.
    func place(of chain: String) -> String {
        switch kind {
        case .iptables(let program): "\(program) \(chain)"
        case .nftables(let family, let table): "table \(family) \(table), chain \(chain)"
        }
    }
}

extension ForwardFilter {
    /// The decision on a packet: a chain, and its rule or policy.
    public struct DecidingRule: Hashable, Sendable {
        /// The chain.
        public let place: String
        /// The rule.
        public let rule: String
    }

    /// The maximum depth of jumps, as in the kernel (`NFT_JUMP_STACK_SIZE`).
    private static var depthLimit: Int { 16 }

    /// The maximum number of rules that a packet meets: each once in a chain, but several paths may lead to a chain.
    private static var stepLimit: Int { 100_000 }

    private enum Decision {
        /// A rule accepts the packet, which has this mark afterwards.
        case accept(DecidingRule, mark: UInt32)
        case drop(DecidingRule)
    }

    /// The chain of mdnp that passes packets between two networks to `DOCKER-USER`.
    private static var showing: String { DockerFilterChain.between.rawValue }

    /// Returns a Boolean value that indicates whether users' rules here decide on packets of a family between two networks.
    func isShown(_ family: IPFamily) -> Bool { packets.contains(family) && chains[Self.showing] != nil }

    /// Returns the user's rule that accepts a packet between two networks; nil if there is none.
    func acceptingRule(for packet: FilteredPacket) -> DecidingRule? {
        guard isShown(packet.family) else { return nil }
        var steps = Self.stepLimit
        guard case .accept(let rule, FilteredPacket.shown)? = decision(base, on: packet, depth: 0, steps: &steps) else {
            return nil
        }
        return rule
    }

    /// Returns the rule or policy that drops a packet; nil for one that passes.
    public func blockingRule(for packet: FilteredPacket) -> DecidingRule? {
        guard (packet.isFrame ? frames : packets).contains(packet.family) else { return nil }
        var packet = packet
        if !packet.isFrame, !isBehindMark { packet.mark = 0 }
        // Only family `bridge` has the ports of a frame; in the others, the bridge is both the incoming and the outgoing link.
        if let bridge = packet.bridge, !isOfBridges {
            packet.input = FilteredPacket.Link(bridge.description)
            packet.output = packet.input
        }
        var steps = Self.stepLimit
        switch decision(base, on: packet, depth: 0, steps: &steps) {
        case .accept?: return nil
        case .drop(let blockingRule)?: return blockingRule
        case nil: return dropsTheRest ? DecidingRule(place: place, rule: "policy drop") : nil
        }
    }

    private func decision(_ chain: Chain, on packet: FilteredPacket, depth: Int, steps: inout Int) -> Decision? {
        for rule in chain.rules {
            steps -= 1
            guard steps > 0, depth <= Self.depthLimit else { return nil }
            guard rule.conditions.allSatisfy({ $0.isMet(by: packet) }) else { continue }
            switch rule.verdict {
            case .accept:
                return .accept(DecidingRule(place: place(of: chain.name), rule: rule.label), mark: packet.mark)
            case .drop: return .drop(DecidingRule(place: place(of: chain.name), rule: rule.label))
            case .return: return nil
            case .jump(let name):
                guard let next = chains[name] else { continue }
                var packet = packet
                if name == Self.showing { packet.mark = FilteredPacket.shown }
                if let decision = decision(next, on: packet, depth: depth + 1, steps: &steps) { return decision }
            case .goto(let name):
                guard let next = chains[name] else { return nil }
                return decision(next, on: packet, depth: depth + 1, steps: &steps)
            }
        }
        return nil
    }
}

extension ForwardFilter {
    /// The remedy: a command that makes the filter accept packets allowed by mdnp.
    public var advice: String {
        guard isBehindMark else {
            return
                "set the priority of chain \(base.name) above filter - \(-FirewallNames.forwardPriority), where packets have mdnp's mark"
        }
        let mark = FirewallNames.markText
        return switch kind {
        // The comment distinguishes the rule from mdnp's own, which mdnp would move behind the jump to `DOCKER-USER`.
        case .iptables(let program):
            "\(program) -I \(base.name) -m mark --mark \(mark)/\(mark) -m comment --comment manual -j ACCEPT"
        case .nftables(let family, let table):
            "nft insert rule \(family) \(table) \(base.name) meta mark and \(mark) != 0 accept"
        }
    }
}
