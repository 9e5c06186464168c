public import Addressing

/// What should be: every network and endpoint that Docker was promised.
public struct DesiredState: Hashable, Sendable {
    /// The networks, by Docker's id.
    public private(set) var networks: [NetworkID: NetworkRecord] = [:]
    /// The endpoints, by Docker's id.
    public private(set) var endpoints: [EndpointID: Endpoint] = [:]
    /// What mdnp changed of the host itself.
    public private(set) var hostChanges: Set<HostChange> = []

    private var endpointsByNetwork: [NetworkID: Set<EndpointID>] = [:]
    private var holders: [HeldAddress: EndpointID] = [:]
    private var owners: [InterfaceName: EndpointID] = [:]

    private struct HeldAddress: Hashable {
        let network: NetworkID
        let address: IPAddress
    }

    /// Nothing at all.
    public init() {}

    /// The ids of a network's endpoints.
    public func endpoints(of network: NetworkID) -> Set<EndpointID> {
        endpointsByNetwork[network] ?? []
    }

    /// The endpoint that holds an address of a network.
    public func holder(of address: IPAddress, on network: NetworkID) -> Endpoint? {
        holders[HeldAddress(network: network, address: address)].flatMap { endpoints[$0] }
    }

    /// The endpoint whose link on the host has this name.
    public func owner(of link: InterfaceName) -> EndpointID? { owners[link] }

    /// Takes a change in.
    public mutating func apply(_ change: Change) {
        switch change {
        case .putNetwork(let record): networks[record.network.id] = record
        case .removeNetwork(let id): removeNetwork(id)
        case .putEndpoint(let endpoint): put(endpoint)
        case .removeEndpoint(let id): removeEndpoint(id)
        case .recordHostChange(let change): hostChanges.insert(change)
        case .forgetHostChange(let change): hostChanges.remove(change)
        }
    }

    private mutating func put(_ endpoint: Endpoint) {
        removeEndpoint(endpoint.id)
        endpoints[endpoint.id] = endpoint
        endpointsByNetwork[endpoint.network, default: []].insert(endpoint.id)
        owners[endpoint.link] = endpoint.id
        for held in endpoint.addresses {
            holders[HeldAddress(network: endpoint.network, address: held.address)] = endpoint.id
        }
    }

    private mutating func removeEndpoint(_ id: EndpointID) {
        guard let endpoint = endpoints.removeValue(forKey: id) else { return }
        endpointsByNetwork[endpoint.network]?.remove(id)
        if owners[endpoint.link] == id { owners[endpoint.link] = nil }
        for held in endpoint.addresses {
            let key = HeldAddress(network: endpoint.network, address: held.address)
            if holders[key] == id { holders[key] = nil }
        }
    }

    private mutating func removeNetwork(_ id: NetworkID) {
        networks[id] = nil
        for endpoint in endpoints(of: id) { removeEndpoint(endpoint) }
        endpointsByNetwork[id] = nil
    }
}
