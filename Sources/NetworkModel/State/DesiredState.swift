// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// The desired state: every network and endpoint that mdnp has acknowledged to Docker, or is creating or deleting.
public struct DesiredState: Equatable, Sendable {
    /// The networks, by Docker's id.
    public private(set) var networks: [NetworkID: NetworkRecord] = [:]
    /// The endpoints, by Docker's id.
    public private(set) var endpoints: [EndpointID: Endpoint] = [:]
    /// The host settings that mdnp changed.
    public private(set) var hostChanges: Set<HostChange> = []
    /// The pools and addresses that mdnp's own IPAM has leased.
    public private(set) var addresses = AddressBook()
    /// The published host ports.
    public private(set) var publications = Publications()

    private var endpointsByNetwork: [NetworkID: Set<EndpointID>] = [:]
    private var holders: [HeldAddress: EndpointID] = [:]
    private var endpointsByMAC: [NetworkMAC: Set<EndpointID>] = [:]
    private var owners: [InterfaceName: EndpointID] = [:]
    private var networkBySubnet: [Prefix: NetworkID] = [:]
    private var endpointsBySandbox: [Sandbox: Set<EndpointID>] = [:]

    private struct HeldAddress: Hashable {
        let network: NetworkID
        let address: IPAddress
    }

    private struct NetworkMAC: Hashable {
        let network: NetworkID
        let mac: MACAddress
    }

    /// Creates an empty state.
    public init() {}

    /// Returns the ids of a network's endpoints.
    public func endpoints(of network: NetworkID) -> Set<EndpointID> {
        endpointsByNetwork[network] ?? []
    }

    /// Returns the endpoint that holds an address of a network.
    public func holder(of address: IPAddress, on network: NetworkID) -> Endpoint? {
        holders[HeldAddress(network: network, address: address)].flatMap { endpoints[$0] }
    }

    /// Returns the endpoints of a network with a MAC address, by id: more than one only in a state of an earlier version.
    public func holders(of mac: MACAddress, on network: NetworkID) -> [Endpoint] {
        (endpointsByMAC[NetworkMAC(network: network, mac: mac)] ?? []).sorted().compactMap { endpoints[$0] }
    }

    /// Returns the network that was created with a pool of the mdnp IPAM; nil if there is none yet, or it uses another driver.
    public func network(of pool: Pool) -> Network? {
        guard let network = networkBySubnet[pool.prefix].flatMap({ networks[$0]?.network }) else { return nil }
        return network.subnets.contains { $0.prefix == pool.prefix && $0.space == pool.space } ? network : nil
    }

    /// Returns the mdnp IPAM pools that a network was created with.
    public func pools(of network: Network) -> [Pool] {
        network.subnets.compactMap { subnet in subnet.space.flatMap { addresses.pool(of: subnet.prefix, in: $0) } }
    }

    /// Returns the mode of an endpoint's network; nil for an endpoint of no network.
    public func mode(of endpoint: Endpoint) -> Mode? { networks[endpoint.network]?.network.mode }

    /// Returns the endpoint whose link on the host has a name.
    public func owner(of link: InterfaceName) -> EndpointID? { owners[link] }

    /// Returns the other endpoints of the same container: those in the same sandbox, by id.
    public func siblings(of endpoint: Endpoint) -> [EndpointID] {
        guard let sandbox = endpoint.sandbox else { return [] }
        return (endpointsBySandbox[sandbox] ?? []).filter { $0 != endpoint.id }.sorted()
    }

    /// Applies a change.
    public mutating func apply(_ change: Change) {
        switch change {
        case .addNetwork(let record): add(record)
        case .setPhase(let id, let phase): networks[id] = networks[id].map { NetworkRecord($0.network, phase: phase) }
        case .removeNetwork(let id): removeNetwork(id)
        case .addEndpoint(let endpoint): add(endpoint)
        case .joined(let id, let sandbox): set(.joined(sandbox), of: id)
        case .left(let id): set(.left, of: id)
        case .removeEndpoint(let id): removeEndpoint(id)
        case .publish(let publication): publications.insert(publication)
        case .withdraw(let port): publications.remove(port)
        case .recordHostChange(let change): hostChanges.insert(change)
        case .forgetHostChange(let change): hostChanges.remove(change)
        case .addresses(let change): addresses.apply(change)
        }
    }

    /// Sets the position of the search for automatic pools, as read from a stored state.
    public mutating func resumeAutomaticPools(in space: AddressSpace, behind prefix: Prefix) {
        addresses.resumeAutomaticPools(in: space, behind: prefix)
    }

    private mutating func add(_ record: NetworkRecord) {
        networks[record.network.id] = record
        for subnet in record.network.subnets { networkBySubnet[subnet.prefix] = record.network.id }
    }

    private mutating func add(_ endpoint: Endpoint) {
        forgetEndpoint(endpoint.id)
        endpoints[endpoint.id] = endpoint
        endpointsByNetwork[endpoint.network, default: []].insert(endpoint.id)
        endpointsByMAC[NetworkMAC(network: endpoint.network, mac: endpoint.mac), default: []].insert(endpoint.id)
        owners[endpoint.link] = endpoint.id
        if let sandbox = endpoint.sandbox { endpointsBySandbox[sandbox, default: []].insert(endpoint.id) }
        for held in endpoint.addresses {
            holders[HeldAddress(network: endpoint.network, address: held.address)] = endpoint.id
        }
    }

    private mutating func set(_ occupancy: Occupancy, of id: EndpointID) {
        guard var endpoint = endpoints[id] else { return }
        removeFromSandbox(endpoint)
        endpoint.occupancy = occupancy
        endpoints[id] = endpoint
        if let sandbox = endpoint.sandbox { endpointsBySandbox[sandbox, default: []].insert(id) }
    }

    private mutating func removeFromSandbox(_ endpoint: Endpoint) {
        guard let sandbox = endpoint.sandbox else { return }
        endpointsBySandbox[sandbox]?.remove(endpoint.id)
        if endpointsBySandbox[sandbox]?.isEmpty == true { endpointsBySandbox[sandbox] = nil }
    }

    private mutating func removeEndpoint(_ id: EndpointID) {
        for publication in publications.of(id) { publications.remove(publication.host) }
        forgetEndpoint(id)
    }

    private mutating func forgetEndpoint(_ id: EndpointID) {
        guard let endpoint = endpoints.removeValue(forKey: id) else { return }
        endpointsByNetwork[endpoint.network]?.remove(id)
        if endpointsByNetwork[endpoint.network]?.isEmpty == true { endpointsByNetwork[endpoint.network] = nil }
        let mac = NetworkMAC(network: endpoint.network, mac: endpoint.mac)
        endpointsByMAC[mac]?.remove(id)
        if endpointsByMAC[mac]?.isEmpty == true { endpointsByMAC[mac] = nil }
        if owners[endpoint.link] == id { owners[endpoint.link] = nil }
        removeFromSandbox(endpoint)
        for held in endpoint.addresses {
            let key = HeldAddress(network: endpoint.network, address: held.address)
            if holders[key] == id { holders[key] = nil }
        }
    }

    private mutating func removeNetwork(_ id: NetworkID) {
        for subnet in networks.removeValue(forKey: id)?.network.subnets ?? [] where networkBySubnet[subnet.prefix] == id
        {
            networkBySubnet[subnet.prefix] = nil
        }
        for endpoint in endpoints(of: id) { removeEndpoint(endpoint) }
        endpointsByNetwork[id] = nil
    }
}

extension DesiredState {
    /// Returns the effective publish options of an endpoint: its own, and those of its network for the rest.
    public func publishing(of id: EndpointID) -> PublishOptions {
        let endpoint = endpoints[id]
        let network = endpoint.flatMap { networks[$0.network]?.network }
        return (endpoint?.publishing ?? PublishOptions()).over(network?.options.publishing ?? PublishOptions())
    }

    /// Returns the published ports that wait for an address that the host lacks.
    public func waiting(beside facts: HostFacts) -> [Publication] {
        publications.all.filter { publication in
            !publication.host.address.isUnspecified && !facts.has(publication.host.address)
                && publishing(of: publication.endpoint).waitsForAddresses
        }
    }
}
