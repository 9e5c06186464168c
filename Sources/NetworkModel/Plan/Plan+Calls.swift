/// The steps that calls and repairs ask for: what the driver needs to know of steps stands here.
extension Plan {
    /// The steps for a network that comes to the host: what CreateNetwork does.
    public static func arrival(of network: Network, in desired: DesiredState, _ observed: ObservedState) -> [Step] {
        steps(for: network, observed) + shared(by: desired.neededNetworks, in: desired, observed)
    }

    /// The steps for a network that goes: what DeleteNetwork does.
    public static func departure(of id: NetworkID, in desired: DesiredState, _ observed: ObservedState) -> [Step] {
        removal(of: id) + shared(by: desired.neededNetworks.filter { $0.id != id }, in: desired, observed)
    }

    /// The steps that remove the links of a network that the state does not have.
    public static func removal(of id: NetworkID) -> [Step] { [.removeBridge(id)] }

    /// The steps that hand an endpoint's link to the reaper.
    ///
    /// The link goes before the firewall elements: while the link carries packets, they are checked.
    public static func retirement(of endpoint: Endpoint) -> [Step] { [.bury(endpoint.link)] }

    /// The steps that remove what else the kernel has of an endpoint that the state has no more; what another endpoint has by now stays.
    public static func removal(of endpoint: Endpoint, in desired: DesiredState) -> [Step] {
        guard let network = desired.networks[endpoint.network]?.network else { return [] }
        let elements = endpoint.firewallElements(on: network).union(desired.multihomedElements(beside: endpoint))
            .filter { $0.clientList.map { !desired.has($0) } ?? true }
        guard !elements.isEmpty else { return [] }
        let neighbors = endpoint.neighbors(on: network).filter { desired.holder(of: $0.address, on: network.id) == nil }
        let steps: [Step] = neighbors.isEmpty ? [] : [.removeNeighbors(neighbors)]
        return steps + firewall(adding: [], removing: elements)
    }

    /// The steps that add firewall elements and remove others.
    public static func firewall(adding added: Set<FirewallElement>, removing removed: Set<FirewallElement>) -> [Step] {
        [.changeFirewall(add: added, remove: removed)]
    }

    /// The firewall and the host's settings, which networks share.
    private static func shared(by networks: [Network], in desired: DesiredState, _ observed: ObservedState) -> [Step] {
        firewall(for: networks, sparing: observed.lostBridges(to: desired), in: desired, observed)
            + host(for: networks, observed, desired.hostChanges)
    }
}

extension Step {
    /// A Boolean value that indicates whether the step makes the firewall's tables, which were missing.
    public var restoresTables: Bool {
        if case .openFirewall = self { true } else { false }
    }

    /// A Boolean value that indicates whether the step changes elements of a firewall that is there.
    public var changesElements: Bool {
        if case .changeFirewall = self { true } else { false }
    }

    /// A Boolean value that indicates whether the step hands a link to the reaper.
    public var isRetirement: Bool {
        if case .bury = self { true } else { false }
    }

    /// The firewall elements that the step adds.
    public var addedElements: Set<FirewallElement> {
        switch self {
        case .openFirewall(let added), .changeFirewall(add: let added, remove: _): added
        default: []
        }
    }

    /// The endpoint whose link the step puts back; nil for a step about what networks share.
    public var restoredEndpoint: Endpoint? {
        if case .attach(let endpoint, to: _) = self { endpoint } else { nil }
    }

    /// The setting of the host that the step changes.
    public var hostChange: HostChange? {
        if case .change(let change) = self { change } else { nil }
    }

    /// The setting of the host that the step changes back.
    public var undoneHostChange: HostChange? {
        if case .undo(let change) = self { change } else { nil }
    }
}

extension ObservedState {
    /// The number of links that a network has.
    public func linkCount(on network: NetworkID) -> Int { veths.values.count { $0.network == network } }

    /// The number of links that wait for the reaper.
    public var retiredLinkCount: Int { veths.values.count(where: \.isDead) }
}

/// What mdnp puts right by itself.
public enum RepairKind: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// The firewall's tables, or mdnp's rule in Docker's filter.
    case firewall
    /// A network's bridge, or its addresses.
    case bridge
    /// The host's end of an endpoint's veth.
    case link
    /// A published port that nobody held.
    case port
    /// An endpoint that was over, though nobody said so.
    case endpoint

    /// What a step puts right.
    public init(_ step: Step) {
        switch step {
        case .openFirewall, .changeFirewall, .closeFirewall: self = .firewall
        case .ensureBridge: self = .bridge
        default: self = .link
        }
    }

    /// The word.
    public var description: String { rawValue }
}
