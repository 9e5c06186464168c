import Addressing
public import IPAM
public import NetworkModel

/// What the driver has, for those who only look: the commands of a person, and later metrics.
public struct DriverView: Sendable {
    private let store: any StateStore

    /// A view of a store.
    public init(store: any StateStore) {
        self.store = store
    }

    /// The networks, by id, each with the number of its endpoints.
    public func networks() async throws(StateError) -> [(network: Network, endpoints: Int)] {
        try await store.read { state in
            state.networks.values
                .filter { $0.phase == .standing }
                .map { ($0.network, state.endpoints(of: $0.network.id).count) }
                .sorted { $0.0.id < $1.0.id }
        }
    }

    /// The endpoints, by network and address, each with its container's name where the addresses tell it.
    public func endpoints() async throws(StateError) -> [(endpoint: Endpoint, name: String?)] {
        try await store.read { state in
            state.endpoints.values.sorted { left, right in
                guard left.network == right.network else { return left.network < right.network }
                guard let first = left.addresses.first?.address, let second = right.addresses.first?.address else {
                    return left.id < right.id
                }
                return first < second
            }.map { ($0, state.containerName(of: $0)) }
        }
    }

    /// The ports that are published, in their order, each with the network of its endpoint.
    public func publications() async throws(StateError) -> [(publication: Publication, network: NetworkID)] {
        try await store.read { state in
            state.publications.all.sorted { $0.host < $1.host }.compactMap { publication in
                state.endpoints[publication.endpoint].map { (publication, $0.network) }
            }
        }
    }

    /// What mdnp's own IPAM has leased.
    public func addresses() async throws(StateError) -> (book: AddressBook, networks: [PoolID: NetworkID]) {
        try await store.read { state in
            let owned = state.addresses.usages.compactMap { usage in
                state.network(of: usage.pool).map { (usage.pool.id, $0.id) }
            }
            return (state.addresses, Dictionary(uniqueKeysWithValues: owned))
        }
    }
}
