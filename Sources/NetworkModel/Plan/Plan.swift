public import Addressing

/// What must be done so that what is becomes what should be: pure, in an order that can be carried out.
public enum Plan {
    /// The steps for everything: what a start of mdnp does.
    ///
    /// A network that was never finished, or was being deleted, is taken away. A veth whose endpoint is unknown, or whose container is over,
    /// is dead. What lives on a network that the state was lost of is let be: nobody asked for its end.
    /// A veth that is missing is not made: its sandbox is gone with it, and only Docker's Join brings a new one.
    public static func steps(from observed: ObservedState, to desired: DesiredState) -> [Step] {
        let standing = desired.networks.values.filter { $0.phase == .standing }.map(\.network).sorted { $0.id < $1.id }
        let known = Set(standing.map(\.id))
        let lost = observed.lostNetworks(to: desired)
        var steps = observed.halfMade.sorted().map { Step.removeLink($0) }
        var attachments: [Step] = []
        for (id, veth) in observed.veths.sorted(by: { $0.key < $1.key }) {
            let network = desired.networks[veth.network]?.network
            let endpoint = desired.endpoints[id]
            if let network, let endpoint, known.contains(network.id), lives(veth, as: endpoint) {
                attachments += attachment(of: veth, endpoint, to: network, observed)
            } else if !veth.isDead && !lost.contains(veth.network) {
                steps.append(.bury(veth.name))
            }
        }
        var remaining = observed
        for id in observed.bridges.keys.sorted() where !known.contains(id) && !lost.contains(id) {
            steps.append(.removeBridge(id))
            remaining.bridges[id] = nil
        }
        steps += firewall(for: standing, sparing: remaining.lostBridges(to: desired), in: desired, remaining)
        for network in standing {
            steps += self.steps(for: network, observed)
        }
        // Only now are all bridges there: with one that was deleted its ports were cast off.
        steps += attachments
        // Beside a network that the state was lost of, nothing is known to be over.
        let lostBridges = observed.lostBridges(to: desired)
        let surplus = (observed.neighbors ?? []).subtracting(desired.neighbors).filter {
            !lostBridges.contains($0.bridge)
        }
        if !surplus.isEmpty { steps.append(.removeNeighbors(Array(surplus))) }
        return steps + host(for: standing, observed, desired.hostChanges)
    }

    /// The steps for one network: what CreateNetwork does.
    public static func steps(for network: Network, _ observed: ObservedState) -> [Step] {
        isRight(observed.bridges[network.id], for: network, observed) ? [] : [.ensureBridge(network)]
    }

    /// The steps for an endpoint that comes to its network: what Join does.
    ///
    /// The firewall first, so that not even the first packet is let through unseen.
    public static func arrival(of endpoint: Endpoint, on network: Network) -> [Step] {
        [.changeFirewall(add: endpoint.firewallElements(on: network), remove: []), .addVeth(endpoint, on: network)]
    }

    /// The firewall: nothing at all without a network, else tables that know what they should.
    ///
    /// - Parameter lost: Bridges of networks that the state was lost of; what is said of them stays.
    public static func firewall(
        for networks: [Network],
        tolerating others: [Network] = [],
        sparing lost: Set<InterfaceName> = [],
        in desired: DesiredState,
        _ observed: ObservedState
    ) -> [Step] {
        var wanted = DesiredFirewall(
            for: networks,
            tolerating: others,
            in: desired,
            beside: observed.foreignBridges
        )
        let publishes = networks.contains(where: \.publishes)
        let arrivals = publishes ? ArrivalLinks.elements(for: observed.uplinks, keeping: observed.firewall) : []
        wanted.required.formUnion(arrivals)
        guard !wanted.required.isEmpty || !lost.isEmpty else {
            return observed.isFirewallWhole == nil ? [] : [.closeFirewall]
        }
        let all = wanted.required.union(wanted.tolerated)
        guard observed.isFirewallWhole == true else { return all.isEmpty ? [] : [.openFirewall(all)] }
        var missing = wanted.required.subtracting(observed.firewall)
        // Said again, the firewall knows it as before, and the routes are made.
        if !observed.routesArrivals { missing.formUnion(arrivals) }
        var surplus = observed.firewall.subtracting(all)
        // Beside a network that the state was lost of, only what is said of other bridges is known to be over.
        if !lost.isEmpty { surplus = surplus.filter { $0.bridge.map { !lost.contains($0) } ?? false } }
        return missing.isEmpty && surplus.isEmpty ? [] : [.changeFirewall(add: missing, remove: surplus)]
    }

    /// What somebody took away from networks that stand: their firewall, their bridges, and links out of them.
    ///
    /// Unlike at a start nothing is removed: what is not known may be on its way.
    public static func repairs(from observed: ObservedState, to desired: DesiredState) -> [Step] {
        let standing = desired.networks.values.filter { $0.phase == .standing }.map(\.network).sorted { $0.id < $1.id }
        // Where nothing stands the tables may just be made, or taken away, by the one who made or took the network.
        guard !standing.isEmpty else { return [] }
        let unfinished = desired.networks.values.filter { $0.phase != .standing }.map(\.network)
        let lost = observed.lostBridges(to: desired)
        let firewall = firewall(for: standing, tolerating: unfinished, sparing: lost, in: desired, observed)
        let bridges = standing.flatMap { steps(for: $0, observed) }
        let attachments = observed.veths.sorted { $0.key < $1.key }.flatMap { id, veth -> [Step] in
            guard let record = desired.networks[veth.network], record.phase == .standing,
                let endpoint = desired.endpoints[id], lives(veth, as: endpoint)
            else { return [] }
            return attachment(of: veth, endpoint, to: record.network, observed)
        }
        return firewall + bridges + attachments
    }

    /// What two plans for the same, one after the other, have in common: of changes to the firewall, the elements.
    public static func common(to first: [Step], _ second: [Step]) -> [Step] {
        second.compactMap { step in
            guard case .changeFirewall(let missing, let surplus) = step else {
                return first.contains(step) ? step : nil
            }
            var (added, removed) = (Set<FirewallElement>(), Set<FirewallElement>())
            for case .changeFirewall(let before, let after) in first {
                added.formUnion(missing.intersection(before))
                removed.formUnion(surplus.intersection(after))
            }
            return added.isEmpty && removed.isEmpty ? nil : .changeFirewall(add: added, remove: removed)
        }
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
            return (changed.contains(.forwardsIPv6) ? [.undo(.forwardsIPv6)] : []) + others.map { .undo($0) }
        }
        guard !observed.forwardsIPv6 || changed.contains(.forwardsIPv6) else { return [] }
        let listeners = observed.advertisementListeners.sorted().map { Step.change(.hearsAdvertisements($0)) }
        return listeners + (observed.forwardsIPv6 ? [] : [.change(.forwardsIPv6)])
    }

    private static func lives(_ veth: ObservedVeth, as endpoint: Endpoint) -> Bool {
        endpoint.link == veth.name && !veth.hasReturned && !veth.isDead
    }

    private static func attachment(
        of veth: ObservedVeth,
        _ endpoint: Endpoint,
        to network: Network,
        _ observed: ObservedState
    ) -> [Step] {
        let isRight =
            veth.isUp && veth.isPortRight && veth.isHairpin == endpoint.isHairpin(on: network)
            && veth.bridge == network.bridge
            && veth.forwarded?.contains(endpoint.mac) ?? true
            && observed.hasNeighbors(of: endpoint, on: network)
        return isRight ? [] : [.attach(endpoint, to: network)]
    }

    private static func isRight(_ bridge: ObservedBridge?, for network: Network, _ observed: ObservedState) -> Bool {
        guard let bridge else { return false }
        return bridge.name == network.bridge && bridge.mac == network.bridgeMAC && bridge.isUp
            && bridge.mtu == network.mtu(ofWayOut: observed.wayOutMTU)
            // What an administrator adds stays.
            && bridge.missingAddresses(of: network).isEmpty
            && bridge.missingRoutes(of: network).isEmpty
            && (bridge.routesLoopback || !network.routesLoopback) && bridge.isGuarded
    }
}
