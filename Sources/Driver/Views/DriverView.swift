// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
public import NetworkModel

/// What the driver has, for those who only look: the commands of a person, and metrics.
public struct DriverView: Sendable {
    private let store: any StateStore
    private let engine: any EngineWitness

    /// A view of a store, and of what is known of the engine.
    public init(store: any StateStore, engine: any EngineWitness = NoEngine()) {
        self.store = store
        self.engine = engine
    }

    /// What is known of the engine.
    public var engineFacts: EngineFacts { engine.facts }

    /// The networks, by id, each with the number of its endpoints.
    public func networks() async throws(StateError) -> [(network: Network, endpoints: Int)] {
        try await store.read { state in
            state.networks.values
                .filter { $0.phase == .standing }
                .map { ($0.network, state.endpoints(of: $0.network.id).count) }
                .sorted { $0.0.id < $1.0.id }
        }
    }

    /// The endpoints, by network and address, each with its container's name where the engine or the addresses tell it.
    public func endpoints() async throws(StateError) -> [(endpoint: Endpoint, name: String?)] {
        let names = engine.facts.containerNames
        return try await store.read { state in
            state.endpoints.values.sorted { left, right in
                guard left.network == right.network else { return left.network < right.network }
                guard let first = left.addresses.first?.address, let second = right.addresses.first?.address else {
                    return left.id < right.id
                }
                return first < second
            }.map { ($0, names[$0.id] ?? state.containerName(of: $0)) }
        }
    }

    /// The ports that are published, in their order and in as few runs as can be, each with its endpoint, and the name of that one's container
    /// where it is known.
    public func publications() async throws(StateError) -> [(
        publication: Publication, endpoint: Endpoint, name: String?
    )] {
        let names = engine.facts.containerNames
        // Of a copy: no call waits while ten thousand ports are put in order.
        let state = try await store.read { $0 }
        return state.publications.all.runs.compactMap { publication in
            guard let endpoint = state.endpoints[publication.endpoint] else { return nil }
            return (publication, endpoint, names[endpoint.id] ?? state.containerName(of: endpoint))
        }
    }

    /// What there is, in numbers: what a look at it takes is little, since calls wait meanwhile.
    public func census() async throws(StateError) -> Census {
        let facts = engine.facts
        return try await store.read { Census($0, facts) }
    }

    /// What mdnp's own IPAM has leased.
    public func addresses() async throws(StateError) -> AddressView {
        let facts = engine.facts
        return try await store.read { AddressView($0, facts) }
    }

    /// What mdnp's own IPAM has leased of what a text names: a subnet, a pool or a network.
    ///
    /// - Throws: ``NetworkModel/StateError/refused(_:)`` for what names none of these, or more than one.
    public func addresses(in scope: String) async throws(StateError) -> AddressView {
        let facts = engine.facts
        return try await store.read { state throws(Refusal) in
            AddressView(state, facts, in: try state.scope(scope, names: facts.networkNames))
        }
    }

    /// How much there is of everything.
    public func counts() async throws(StateError) -> Counts {
        try await store.read { state in
            Counts(
                networks: state.networks.values.count { $0.phase == .standing },
                endpoints: state.endpoints.count,
                ports: state.publications.portCount,
                pools: state.addresses.usages.count
            )
        }
    }

    /// How much there is of everything.
    public struct Counts: Hashable, Sendable {
        /// Networks that stand.
        public let networks: Int
        /// Endpoints.
        public let endpoints: Int
        /// Published ports.
        public let ports: Int
        /// Leased pools.
        public let pools: Int
    }
}
