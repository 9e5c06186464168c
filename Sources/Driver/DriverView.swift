import Addressing
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

    /// The endpoints, by network and address.
    public func endpoints() async throws(StateError) -> [Endpoint] {
        try await store.read { state in
            state.endpoints.values.sorted { left, right in
                guard left.network == right.network else { return left.network < right.network }
                guard let first = left.addresses.first?.address, let second = right.addresses.first?.address else {
                    return left.id < right.id
                }
                return first < second
            }
        }
    }
}
