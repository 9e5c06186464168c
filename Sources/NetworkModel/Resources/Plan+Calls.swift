// SPDX-License-Identifier: Apache-2.0

/// The steps for calls and repairs: the driver's interface to steps.
extension Plan {
    /// Returns the steps that create a network, as in CreateNetwork.
    public static func arrival(of network: Network, in desired: DesiredState, observed: ObservedState) -> [Step] {
        links(of: network, observed: observed) + shared(by: desired.neededNetworks, in: desired, observed: observed)
    }

    /// Returns the steps that remove a network, as in DeleteNetwork.
    public static func departure(of id: NetworkID, in desired: DesiredState, observed: ObservedState) -> [Step] {
        removal(of: id, as: desired.networks[id]?.network.mode)
            + shared(by: desired.neededNetworks.filter { $0.id != id }, in: desired, observed: observed)
    }

    /// Returns the steps that remove the links of a network, whichever of them exist.
    ///
    /// - Parameter mode: The mode of the network; nil for the default mode, if the desired state lacks the network.
    public static func removal(of id: NetworkID, as mode: Mode? = nil) -> [Step] {
        (mode ?? .usual).behavior.links(of: id).map { .remove($0) }
    }

    /// Returns the steps that connect an endpoint to its network, as in Join, without an observation.
    ///
    /// The firewall comes first, so that it checks even the first packet.
    public static func arrival(of endpoint: Endpoint, on network: Network) -> [Step] {
        network.mode.behavior.resources(for: endpoint, on: network).map { .ensure($0) }
    }

    /// Returns the steps that retire the link of an endpoint: the reaper deletes it.
    ///
    /// The link is retired before the firewall elements are removed, so that the packets of the link stay checked.
    ///
    /// - Parameter mode: The mode of the network; nil for the default mode, if the desired state lacks the network.
    public static func retirement(of endpoint: Endpoint, as mode: Mode?) -> [Step] {
        (mode ?? .usual).behavior.link(of: endpoint).map { [.remove($0)] } ?? []
    }

    /// Returns the steps that remove the remaining kernel objects of an endpoint that is no longer recorded.
    ///
    /// Objects that another endpoint has by now stay.
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

    /// Returns the steps for the firewall and the host's settings, which networks share.
    private static func shared(by networks: [Network], in desired: DesiredState, observed: ObservedState) -> [Step] {
        let wanted = Wanted(for: networks, in: desired, beside: observed)
        return firewall(to: wanted, sparing: observed.lostLinks(to: desired), for: networks, observed: observed)
            + host(for: networks, observed: observed, changed: desired.hostChanges)
    }
}

extension Step {
    /// A Boolean value that indicates whether the step retires a link.
    public var isRetirement: Bool {
        if case .remove(let key) = self { key.isDeferred } else { false }
    }

    /// The endpoint's link that the step repairs; nil for a step about objects that networks share.
    public var restoredLink: (any LinkResource)? {
        if case .repair(let resource) = self { resource.link } else { nil }
    }

    /// The host setting that the step changes.
    public var hostChange: HostChange? {
        if case .ensure(.setting(let change)) = self { change } else { nil }
    }

    /// The host setting that the step restores.
    public var undoneHostChange: HostChange? {
        if case .remove(.setting(let change)) = self { change } else { nil }
    }
}

extension ObservedState {
    /// Returns the number of endpoint links of a network.
    public func linkCount(on network: NetworkID) -> Int {
        links.keys.count { $0.isOfEndpoint && $0.network == network }
    }

    /// The number of retired links.
    public var retiredLinkCount: Int { links.values.count { $0.link?.isRetired == true } }
}
