public import Addressing

/// Containers behind a bridge of the host's: each has a veth, whose other end is a port of the bridge, and the host is the gateway.
public struct BridgeMode: NetworkMode {
    public init() {}

    public var name: String { "bridge" }

    public var options: [OptionDefinition] { BridgeOptions.kept }

    public func isMeant(by options: [String: String]) -> Bool { true }

    public func networkOptions(_ texts: [String: String], for families: Set<IPFamily>) throws(Refusal) -> Options {
        try BridgeOptions.ofNetwork(texts, for: families)
    }

    public func endpointOptions(_ texts: [String: String]) throws(Refusal) -> Options {
        try BridgeOptions.ofEndpoint(texts)
    }

    public func link(of network: Network) -> InterfaceName? { network.bridge }

    public func check(_ network: Network, against other: Network) throws(Refusal) {
        guard other.mode == network.mode, network.bridge == other.bridge else { return }
        throw Refusal("bridge \(network.bridge)", "is that of network \(other.id.short)")
    }

    public func link(having mac: MACAddress, of network: Network) -> String? {
        mac == network.bridgeMAC ? "bridge \(network.bridge)" : nil
    }

    public func resources(for network: Network, wayOut: [IPFamily: Int]) -> [Resource] {
        [.bridge(BridgeLink(of: network, wayOut: wayOut))] + network.firewallElements.map { .element($0) }
    }

    public func links(of network: NetworkID) -> [ResourceKey] { [.bridge(network)] }

    public func resources(for endpoint: Endpoint, on network: Network) -> [Resource] {
        endpoint.firewallElements(on: network).map { .element($0) } + [.veth(VethLink(of: endpoint, on: network))]
    }

    public func link(of endpoint: Endpoint) -> ResourceKey? { .veth(endpoint.link) }

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

    public func signOfEnd(of endpoint: Endpoint, in observed: ObservedState) -> SignOfEnd? {
        guard let veth = observed.veth(of: endpoint) else {
            if let sign = endpoint.occupancy.signOfEnd { return sign }
            // A link whose alias somebody took away carries its container's packets all the same.
            return observed.others.contains(endpoint.link) ? nil : .linkGone
        }
        if veth.hasReturned { return .linkReturned }
        return veth.isInContainer ? nil : endpoint.occupancy.signOfEnd
    }
}
