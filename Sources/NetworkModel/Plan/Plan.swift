import Addressing

/// What must be done so that what is becomes what should be: pure, in an order that can be carried out.
public enum Plan {
    /// The steps for everything: what a start of mdnp does.
    ///
    /// A network that was never finished, or was being deleted, is taken away. A veth whose endpoint is unknown, or whose container is over,
    /// is dead.
    /// A veth that is missing is not made: its sandbox is gone with it, and only Docker's Join brings a new one.
    public static func steps(from observed: ObservedState, to desired: DesiredState) -> [Step] {
        let standing = desired.networks.values.filter { $0.phase == .standing }.map(\.network).sorted { $0.id < $1.id }
        let known = Set(standing.map(\.id))
        var steps = observed.halfMade.sorted().map { Step.removeLink($0) }
        for (id, veth) in observed.veths.sorted(by: { $0.key < $1.key }) {
            steps += self.steps(for: veth, of: desired.endpoints[id], on: desired.networks[veth.network]?.network)
        }
        for id in observed.bridges.keys.sorted() where !known.contains(id) {
            steps.append(.removeBridge(id))
        }
        steps += firewall(for: standing, observed)
        for network in standing {
            steps += self.steps(for: network, observed)
        }
        return steps + host(for: standing, observed, desired.hostChanges)
    }

    /// The steps for one network: what CreateNetwork does.
    public static func steps(for network: Network, _ observed: ObservedState) -> [Step] {
        isRight(observed.bridges[network.id], for: network) ? [] : [.ensureBridge(network)]
    }

    /// The steps for an endpoint that comes to its network: what Join does.
    public static func arrival(of endpoint: Endpoint, on network: Network) -> [Step] {
        [.addVeth(endpoint, on: network)]
    }

    /// The firewall: nothing at all without a network, else a table that knows them, and whose bridges are not theirs.
    public static func firewall(for networks: [Network], _ observed: ObservedState) -> [Step] {
        let wanted = FirewallElement.all(of: networks, beside: observed.foreignBridges)
        guard !wanted.isEmpty else { return observed.isFirewallWhole == nil ? [] : [.closeFirewall] }
        guard observed.isFirewallWhole == true else { return [.openFirewall(wanted)] }
        let (missing, surplus) = (wanted.subtracting(observed.firewall), observed.firewall.subtracting(wanted))
        return missing.isEmpty && surplus.isEmpty ? [] : [.changeFirewall(add: missing, remove: surplus)]
    }

    /// The host itself: it forwards IPv6 while a network needs it, without turning deaf to its routers.
    ///
    /// A host that forwards already, and not because of mdnp, hears whom its owner wants it to hear: nothing is changed.
    public static func host(
        for networks: [Network],
        _ observed: ObservedState,
        _ changed: Set<HostChange>
    ) -> [Step] {
        guard networks.contains(where: \.needsHostForwarding) else {
            // While it still forwards, a link that is set back would be deaf.
            let others = changed.subtracting([.forwardsIPv6])
            return (changed.contains(.forwardsIPv6) ? [.undo(.forwardsIPv6)] : []) + others.map { .undo($0) }
        }
        guard !observed.forwardsIPv6 || changed.contains(.forwardsIPv6) else { return [] }
        let listeners = observed.advertisementListeners.sorted().map { Step.change(.hearsAdvertisements($0)) }
        return listeners + (observed.forwardsIPv6 ? [] : [.change(.forwardsIPv6)])
    }

    private static func steps(for veth: ObservedVeth, of endpoint: Endpoint?, on network: Network?) -> [Step] {
        guard let endpoint, let network, endpoint.link == veth.name, !veth.hasReturned else {
            return veth.isDead ? [] : [.bury(veth.name)]
        }
        return veth.bridge == network.bridge ? [] : [.attach(veth.name, to: network)]
    }

    private static func isRight(_ bridge: ObservedBridge?, for network: Network) -> Bool {
        guard let bridge else { return false }
        return bridge.name == network.bridge && bridge.mac == network.bridgeMAC && bridge.isUp
            && bridge.mtu == network.options.mtu ?? bridge.mtu
            && bridge.addresses == Set(network.bridgeAddresses)
    }
}
