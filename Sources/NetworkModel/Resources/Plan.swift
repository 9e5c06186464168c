// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The steps from the observed to the desired state: pure functions, in an order that can be carried out.
public enum Plan {
    /// Returns the steps for all objects, as at a start of mdnp.
    ///
    /// Incomplete networks and networks being deleted are removed. A link with an unknown endpoint, or of a container that has ended, is
    /// retired. Objects on a network that the desired state lost stay, since no call removed them.
    public static func steps(from observed: ObservedState, to desired: DesiredState) -> [Step] {
        let active = desired.activeNetworks
        let wanted = Wanted(for: active, in: desired, beside: observed)
        let lost = observed.lostNetworks(to: desired)
        let removals =
            observed.halfMade.sorted().map { Step.remove(.remnant($0)) }
            + surplus(in: observed, beside: wanted, sparing: lost)
        // Among the links of unknown networks, only those of lost networks remain at this point.
        let spared = observed.links.filter { $0.key.isOfNetwork && lost.contains($0.key.network) }.values
        let firewall = firewall(
            to: wanted,
            sparing: Set(spared.compactMap { $0.link?.name }),
            for: active,
            observed: observed
        )
        // On a lost network, no object is known to be stale.
        let lostLinks = observed.lostLinks(to: desired)
        let neighbors = (observed.neighbors ?? []).subtracting(desired.neighbors).filter {
            !lostLinks.contains($0.link)
        }
        return removals + firewall + missing(in: observed, of: wanted)
            + neighbors.map { .remove(.neighbor($0)) }
            + host(for: active, observed: observed, changed: desired.hostChanges)
    }

    /// Returns the steps that restore missing or changed objects of active networks: their firewall, and their links.
    ///
    /// Unlike a start, a repair removes nothing: a call may be creating an unknown object.
    public static func repairs(from observed: ObservedState, to desired: DesiredState) -> [Step] {
        let active = desired.activeNetworks
        // Without an active network, the tables may be about to be created or removed by the call for that network.
        guard !active.isEmpty else { return [] }
        let unfinished = desired.networks.values.filter { $0.phase != .active }.map(\.network)
        let wanted = Wanted(for: active, tolerating: unfinished, in: desired, beside: observed)
        return firewall(to: wanted, sparing: observed.lostLinks(to: desired), for: active, observed: observed)
            + missing(in: observed, of: wanted)
    }

    /// Returns the steps for the links of one network.
    public static func links(of network: Network, observed: ObservedState) -> [Step] {
        let resources = network.mode.behavior.resources(for: network, wayOut: observed.wayOutMTU)
        return resources.compactMap { step(for: $0, observed: observed) }
    }

    /// Returns the steps that two consecutive plans for the same objects have in common.
    public static func common(to first: [Step], and second: [Step]) -> [Step] {
        let before = Set(first)
        // Elements alone do not restore the tables.
        let lacksTables = second.restoresTables && !first.restoresTables
        return second.filter { before.contains($0) && !(lacksTables && $0.isOfElement) }
    }

    /// Returns the steps for the host itself: IPv6 forwarding while a network needs it.
    ///
    /// Links that accept router advertisements continue to accept them.
    ///
    /// If the host forwards already, and not because of mdnp, its administrator configured router advertisements: nothing is changed.
    public static func host(
        for networks: [Network],
        observed: ObservedState,
        changed: Set<HostChange>
    ) -> [Step] {
        // Without IPv6 in the kernel, recorded settings stay until there is something to forward.
        guard observed.ipv6Absence != .kernel else { return [] }
        guard networks.contains(where: \.needsHostForwarding) else {
            // On a host that still forwards, a restored link would ignore router advertisements.
            let others = changed.subtracting([.forwardsIPv6])
            return ((changed.contains(.forwardsIPv6) ? [.forwardsIPv6] : []) + others).map { .remove(.setting($0)) }
        }
        guard !observed.forwardsIPv6 || changed.contains(.forwardsIPv6) else { return [] }
        let listeners = observed.advertisementListeners.sorted().map { HostChange.acceptsAdvertisements($0) }
        return (listeners + (observed.forwardsIPv6 ? [] : [.forwardsIPv6])).map { .ensure(.setting($0)) }
    }

    /// Returns the steps for the firewall: no tables without a network, otherwise tables with the desired elements.
    ///
    /// - Parameter lost: Links of networks that the desired state lost; their elements stay.
    public static func firewall(
        to wanted: Wanted,
        sparing lost: Set<InterfaceName> = [],
        for networks: [Network],
        observed: ObservedState
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
        // Adding an existing element again changes nothing in the firewall, and creates the routes.
        if !observed.routesArrivals { missing.formUnion(arrivals) }
        var surplus = observed.firewall.subtracting(all)
        // Beside a lost network, only elements of other links are known to be stale.
        if !lost.isEmpty { surplus = surplus.filter { $0.networkLink.map { !lost.contains($0) } ?? false } }
        return .change(adding: missing, removing: surplus)
    }

    /// Returns steps for the links without an owner, ports before the links that contain them.
    private static func surplus(
        in observed: ObservedState,
        beside wanted: Wanted,
        sparing lost: Set<NetworkID>
    ) -> [Step] {
        observed.links.values.compactMap(\.link).sorted { $1.precedes($0) }.compactMap { link in
            let alias = link.alias
            guard !link.isRetired, !lost.contains(alias.network) else { return nil }
            if let wanted = wanted.links[alias]?.link, link.canBecome(wanted) { return nil }
            return .remove(link.key)
        }
    }

    /// Returns steps for the missing or different links, ports after the links that contain them.
    private static func missing(in observed: ObservedState, of wanted: Wanted) -> [Step] {
        wanted.links.values.compactMap(\.link).sorted { $0.precedes($1) }.compactMap { link in
            wanted.links[link.alias].flatMap { step(for: $0, observed: observed) }
        }
    }

    private static func step(for resource: Resource, observed: ObservedState) -> Step? {
        guard let link = resource.link else { return nil }
        let present = observed.links[link.alias]?.link
        if let present, present.canBecome(link), link.isMet(by: present, beside: observed) { return nil }
        if type(of: link).isRemade { return .ensure(resource) }
        return present?.canBecome(link) == true ? .repair(resource) : nil
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
    /// Returns a Boolean value that indicates whether the link is created before another.
    fileprivate func precedes(_ other: any LinkResource) -> Bool {
        let (own, others) = (Self.rank, type(of: other).rank)
        return own == others ? alias < other.alias : own < others
    }
}
