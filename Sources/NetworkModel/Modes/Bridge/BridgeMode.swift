// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Containers behind a host bridge.
///
/// Each has a veth whose other end is a port of the bridge, and the host is the gateway.
public struct BridgeMode: NetworkMode {
    /// Creates the mode.
    public init() {}

    /// `bridge`.
    public var name: String { "bridge" }

    /// The options of bridge networks and their endpoints.
    public var options: [OptionDefinition] { BridgeOptions.kept }

    /// Always `true`: this mode applies if the options select no other.
    public func isChosen(by options: [String: String]) -> Bool { true }

    /// Reads the options of a network, by their names in mdnp or in Docker's bridge driver.
    public func networkOptions(_ texts: [String: String], for families: Set<IPFamily>) throws(Refusal) -> Options {
        try BridgeOptions.ofNetwork(texts, for: families)
    }

    /// Reads the options of an endpoint.
    public func endpointOptions(_ texts: [String: String]) throws(Refusal) -> Options {
        try BridgeOptions.ofEndpoint(texts)
    }

    /// The bridge.
    public func link(of network: Network) -> InterfaceName? { network.bridge }

    /// The MTU of the bridge, which new containers get too.
    public func mtu(of network: Network, in observed: ObservedState) -> Int? { observed.bridge(of: network.id)?.mtu }

    /// Refuses a network whose bridge belongs to another network.
    public func check(_ network: Network, against other: Network) throws(Refusal) {
        guard other.mode == network.mode, network.bridge == other.bridge else { return }
        throw Refusal("bridge \(network.bridge)", "belongs to network \(other.id.short)")
    }

    /// The bridge, if the MAC address is its own.
    public func link(having mac: MACAddress, of network: Network) -> String? {
        mac == network.bridgeMAC ? "bridge \(network.bridge)" : nil
    }

    /// The bridge, and the elements of the network.
    public func resources(for network: Network, wayOut: [IPFamily: Int]) -> [Resource] {
        [.bridge(BridgeLink(of: network, wayOut: wayOut))] + network.firewallElements.map { .element($0) }
    }

    /// The key of the bridge, by the network's id.
    public func links(of network: NetworkID) -> [ResourceKey] { [.bridge(network)] }

    /// The elements of the endpoint, then its veth.
    public func resources(for endpoint: Endpoint, on network: Network) -> [Resource] {
        endpoint.firewallElements(on: network).map { .element($0) } + [.veth(VethLink(of: endpoint, on: network))]
    }

    /// The host's end of the veth.
    public func link(of endpoint: Endpoint) -> ResourceKey? { .veth(endpoint.link) }

    /// The container's end of the veth, and the network's gateways.
    public func attachment(of endpoint: Endpoint, on network: Network) -> Attachment {
        let gateways = endpoint.addresses.compactMap { network.gateway(for: $0.address) }
        return Attachment(
            link: endpoint.peer,
            prefix: network.options.interfacePrefix,
            name: endpoint.interfaceName,
            gateways: gateways,
            leavesGatewayToDocker: gateways.isEmpty && network.options.gateway == .docker
        )
    }

    /// Returns the reason that an endpoint may be stale, by the place of the veth's other end.
    public func staleReason(of endpoint: Endpoint, in observed: ObservedState) -> StaleReason? {
        guard let veth = observed.veth(of: endpoint) else {
            if let reason = endpoint.occupancy.staleReason { return reason }
            // A link whose alias was removed still carries the packets of its container.
            return observed.others.contains(endpoint.link) ? nil : .linkGone
        }
        if veth.hasReturned { return .linkReturned }
        return veth.isInContainer ? nil : endpoint.occupancy.staleReason
    }
}
