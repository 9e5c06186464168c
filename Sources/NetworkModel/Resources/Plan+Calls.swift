// SPDX-License-Identifier: Apache-2.0

/// The steps that calls and repairs ask for: what the driver needs to know of steps stands here.
extension Plan {
    /// The steps for a network that comes to the host: what CreateNetwork does.
    public static func arrival(of network: Network, in desired: DesiredState, _ observed: ObservedState) -> [Step] {
        links(of: network, observed) + shared(by: desired.neededNetworks, in: desired, observed)
    }

    /// The steps for a network that goes: what DeleteNetwork does.
    public static func departure(of id: NetworkID, in desired: DesiredState, _ observed: ObservedState) -> [Step] {
        removal(of: id, as: desired.networks[id]?.network.mode)
            + shared(by: desired.neededNetworks.filter { $0.id != id }, in: desired, observed)
    }

    /// The steps that remove the links of a network, whatever of them is there.
    ///
    /// - Parameter mode: The network's mode; of one that the state does not have, the usual.
    public static func removal(of id: NetworkID, as mode: Mode? = nil) -> [Step] {
        (mode ?? .usual).behavior.links(of: id).map { .remove($0) }
    }

    /// The steps for an endpoint that comes to its network: what Join does, without a look.
    ///
    /// The firewall first, so that not even the first packet is let through unseen.
    public static func arrival(of endpoint: Endpoint, on network: Network) -> [Step] {
        network.mode.behavior.resources(for: endpoint, on: network).map { .ensure($0) }
    }

    /// The steps that hand an endpoint's link to the reaper.
    ///
    /// The link goes before the firewall elements: while the link carries packets, they are checked.
    ///
    /// - Parameter mode: The mode of its network; of one that the state does not have, the usual.
    public static func retirement(of endpoint: Endpoint, as mode: Mode?) -> [Step] {
        (mode ?? .usual).behavior.link(of: endpoint).map { [.remove($0)] } ?? []
    }

    /// The steps that remove what else the kernel has of an endpoint that the state has no more; what another endpoint has by now stays.
    public static func removal(of endpoint: Endpoint, in desired: DesiredState) -> [Step] {
        guard let network = desired.networks[endpoint.network]?.network else { return [] }
        var elements = desired.multihomedElements(beside: endpoint)
        var neighbors: [HostNeighbor] = []
        for resource in network.mode.behavior.resources(for: endpoint, on: network) {
            if let element = resource.element { elements.insert(element) }
            neighbors += resource.link?.neighbors ?? []
        }
        return neighbors.filter { desired.holder(of: $0.address, on: network.id) == nil }.map { .remove(.neighbor($0)) }
            + .change(adding: [], removing: elements.filter { $0.clientList.map { !desired.has($0) } ?? true })
    }

    /// The firewall and the host's settings, which networks share.
    private static func shared(by networks: [Network], in desired: DesiredState, _ observed: ObservedState) -> [Step] {
        let wanted = Wanted(for: networks, in: desired, beside: observed)
        return firewall(to: wanted, sparing: observed.lostLinks(to: desired), for: networks, observed)
            + host(for: networks, observed, desired.hostChanges)
    }
}

extension Step {
    /// A Boolean value that indicates whether the step hands a link to the reaper.
    public var isRetirement: Bool {
        if case .remove(let key) = self { key.isDeferred } else { false }
    }

    /// The endpoint's link that the step puts back; nil for a step about what networks share.
    public var restoredLink: (any LinkResource)? {
        if case .repair(let resource) = self { resource.link } else { nil }
    }

    /// The setting of the host that the step changes.
    public var hostChange: HostChange? {
        if case .ensure(.setting(let change)) = self { change } else { nil }
    }

    /// The setting of the host that the step changes back.
    public var undoneHostChange: HostChange? {
        if case .remove(.setting(let change)) = self { change } else { nil }
    }
}

extension ObservedState {
    /// The number of links that a network has for its endpoints.
    public func linkCount(on network: NetworkID) -> Int {
        links.keys.count { $0.isOfEndpoint && $0.network == network }
    }

    /// The number of links that wait for the reaper.
    public var retiredLinkCount: Int { links.values.count { $0.link?.isDead == true } }
}
