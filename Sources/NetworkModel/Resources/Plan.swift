// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What must be done so that what is becomes what should be: pure, in an order that can be carried out.
public enum Plan {
    /// The steps for everything: what a start of mdnp does.
    ///
    /// A network that was never finished, or was being deleted, is taken away. A link whose endpoint is unknown, or whose container is over,
    /// is dead. What lives on a network that the state was lost of is let be: nobody asked for its end.
    public static func steps(from observed: ObservedState, to desired: DesiredState) -> [Step] {
        let standing = desired.standingNetworks
        let wanted = Wanted(for: standing, in: desired, beside: observed)
        let lost = observed.lostNetworks(to: desired)
        let removals =
            observed.halfMade.sorted().map { Step.remove(.remnant($0)) }
            + surplus(in: observed, beside: wanted, sparing: lost)
        // Of the links of networks unknown to the state only those of lost networks are left by then.
        let spared = observed.links.filter { $0.key.isOfNetwork && lost.contains($0.key.network) }.values
        let firewall = firewall(to: wanted, sparing: Set(spared.compactMap { $0.link?.name }), for: standing, observed)
        // Beside a network that the state was lost of, nothing is known to be over.
        let lostLinks = observed.lostLinks(to: desired)
        let neighbors = (observed.neighbors ?? []).subtracting(desired.neighbors).filter {
            !lostLinks.contains($0.link)
        }
        return removals + firewall + missing(in: observed, of: wanted)
            + neighbors.map { .remove(.neighbor($0)) }
            + host(for: standing, observed, desired.hostChanges)
    }

    /// What somebody took away from networks that stand: their firewall, and their links.
    ///
    /// Unlike at a start nothing is removed: what is not known may be on its way.
    public static func repairs(from observed: ObservedState, to desired: DesiredState) -> [Step] {
        let standing = desired.standingNetworks
        // Where nothing stands the tables may just be made, or taken away, by the one who made or took the network.
        guard !standing.isEmpty else { return [] }
        let unfinished = desired.networks.values.filter { $0.phase != .standing }.map(\.network)
        let wanted = Wanted(for: standing, tolerating: unfinished, in: desired, beside: observed)
        return firewall(to: wanted, sparing: observed.lostLinks(to: desired), for: standing, observed)
            + missing(in: observed, of: wanted)
    }

    /// The steps for the links of one network.
    public static func links(of network: Network, _ observed: ObservedState) -> [Step] {
        let resources = network.mode.behavior.resources(for: network, wayOut: observed.wayOutMTU)
        return resources.compactMap { step(for: $0, observed) }
    }

    /// What two plans for the same, one after the other, have in common.
    public static func common(to first: [Step], _ second: [Step]) -> [Step] {
        let before = Set(first)
        // Elements alone are no tables.
        let lacksTables = second.restoresTables && !first.restoresTables
        return second.filter { before.contains($0) && !(lacksTables && $0.isOfElement) }
    }

    /// The host itself: it forwards IPv6 while a network needs it, without turning deaf to its routers.
    ///
    /// A host that forwards already, and not because of mdnp, hears whom its owner wants it to hear: nothing is changed.
    public static func host(
        for networks: [Network],
        _ observed: ObservedState,
        _ changed: Set<HostChange>
    ) -> [Step] {
        // Where there is nothing to forward, what mdnp changed stays for when there is.
        guard observed.ipv6Absence != .kernel else { return [] }
        guard networks.contains(where: \.needsHostForwarding) else {
            // While it still forwards, a link that is set back would be deaf.
            let others = changed.subtracting([.forwardsIPv6])
            return ((changed.contains(.forwardsIPv6) ? [.forwardsIPv6] : []) + others).map { .remove(.setting($0)) }
        }
        guard !observed.forwardsIPv6 || changed.contains(.forwardsIPv6) else { return [] }
        let listeners = observed.advertisementListeners.sorted().map { HostChange.hearsAdvertisements($0) }
        return (listeners + (observed.forwardsIPv6 ? [] : [.forwardsIPv6])).map { .ensure(.setting($0)) }
    }

    /// The firewall: nothing at all without a network, else tables that know what they should.
    ///
    /// - Parameter lost: Links of networks that the state was lost of; what is said of them stays.
    public static func firewall(
        to wanted: Wanted,
        sparing lost: Set<InterfaceName> = [],
        for networks: [Network],
        _ observed: ObservedState
    ) -> [Step] {
        let publishes = networks.contains(where: \.publishes)
        let arrivals = publishes ? ArrivalLinks.elements(for: observed.uplinks, keeping: observed.firewall) : []
        let required = wanted.required.union(arrivals)
        guard !required.isEmpty || !lost.isEmpty else {
            return observed.isFirewallWhole == nil ? [] : [.remove(.tables)]
        }
        let all = required.union(wanted.tolerated)
        guard observed.isFirewallWhole == true else { return all.isEmpty ? [] : .open(with: all) }
        var missing = required.subtracting(observed.firewall)
        // Said again, the firewall knows it as before, and the routes are made.
        if !observed.routesArrivals { missing.formUnion(arrivals) }
        var surplus = observed.firewall.subtracting(all)
        // Beside a network that the state was lost of, only what is said of other links is known to be over.
        if !lost.isEmpty { surplus = surplus.filter { $0.networkLink.map { !lost.contains($0) } ?? false } }
        return .change(adding: missing, removing: surplus)
    }

    /// The links that nothing stands for, those first that stand in others.
    private static func surplus(
        in observed: ObservedState,
        beside wanted: Wanted,
        sparing lost: Set<NetworkID>
    ) -> [Step] {
        observed.links.values.compactMap(\.link).sorted { $1.precedes($0) }.compactMap { link in
            let alias = link.alias
            guard !link.isDead, !lost.contains(alias.network) else { return nil }
            if let wanted = wanted.links[alias]?.link, link.canBecome(wanted) { return nil }
            return .remove(link.key)
        }
    }

    /// The links that are missing or differ from what they should be, those last that stand in others.
    private static func missing(in observed: ObservedState, of wanted: Wanted) -> [Step] {
        wanted.links.values.compactMap(\.link).sorted { $0.precedes($1) }.compactMap { link in
            wanted.links[link.alias].flatMap { step(for: $0, observed) }
        }
    }

    private static func step(for resource: Resource, _ observed: ObservedState) -> Step? {
        guard let link = resource.link else { return nil }
        let standing = observed.links[link.alias]?.link
        if let standing, standing.canBecome(link), link.isMet(by: standing, beside: observed) { return nil }
        if type(of: link).isRemade { return .ensure(resource) }
        return standing?.canBecome(link) == true ? .repair(resource) : nil
    }
}

extension Wanted {
    init(
        for networks: [Network],
        tolerating others: [Network] = [],
        in state: DesiredState,
        beside observed: ObservedState
    ) {
        self.init(
            for: networks,
            tolerating: others,
            in: state,
            beside: observed.foreignLinks,
            wayOut: observed.wayOutMTU
        )
    }
}

extension LinkResource {
    /// Returns a Boolean value that indicates whether it is made before another.
    fileprivate func precedes(_ other: any LinkResource) -> Bool {
        let (own, others) = (Self.rank, type(of: other).rank)
        return own == others ? alias < other.alias : own < others
    }
}
