// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
public import NetworkModel

/// The state of the driver for readers: commands and metrics.
public struct DriverView: Sendable {
    private let store: any StateStore
    private let engine: any EngineWitness
    private let dataplane: (any Dataplane)?

    /// Creates a view of a store, the known facts about the engine, and the links of a dataplane.
    public init(
        store: any StateStore,
        engine: any EngineWitness = NoEngine(),
        dataplane: (any Dataplane)? = nil
    ) {
        self.store = store
        self.engine = engine
        self.dataplane = dataplane
    }

    /// The known facts about the engine.
    public var engineFacts: EngineFacts { engine.facts }

    /// The networks, by id, each with the number of its endpoints.
    public func networks() async throws(StateError) -> [(network: Network, endpoints: Int)] {
        try await store.read { state in
            state.networks.values
                .filter { $0.phase == .active }
                .map { ($0.network, state.endpoints(of: $0.network.id).count) }
                .sorted { $0.0.id < $1.0.id }
        }
    }

    /// Returns the MTU of the links of each network in bytes, as the kernel reports it; without a report, a network is absent.
    public func mtus(of networks: [Network]) async -> [NetworkID: Int] {
        guard let observed = try? await dataplane?.observe(.networks) else { return [:] }
        return networks.reduce(into: [:]) { $0[$1.id] = $1.mode.behavior.mtu(of: $1, in: observed) }
    }

    /// The endpoints, by network and address, each with its container's name from the engine or the addresses.
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

    /// The published ports in order, in as few runs as possible, each with its endpoint and its container's name, if known.
    public func publications() async throws(StateError) -> [(
        publication: Publication, endpoint: Endpoint, name: String?
    )] {
        let names = engine.facts.containerNames
        // Sort a copy: no call waits while ten thousand ports are sorted.
        let state = try await store.read { $0 }
        return state.publications.all.runs.compactMap { publication in
            guard let endpoint = state.endpoints[publication.endpoint] else { return nil }
            return (publication, endpoint, names[endpoint.id] ?? state.containerName(of: endpoint))
        }
    }

    /// The inventory: takes little time, since calls wait meanwhile.
    public func inventory() async throws(StateError) -> Inventory {
        let facts = engine.facts
        return try await store.read { Inventory($0, facts: facts) }
    }

    /// The leases of the IPAM driver.
    public func addresses() async throws(StateError) -> AddressView {
        let facts = engine.facts
        return try await store.read { AddressView($0, facts: facts) }
    }

    /// Returns the leases of the IPAM driver in a named scope: a subnet, a pool or a network.
    ///
    /// - Throws: ``NetworkModel/StateError/refused(_:)`` if the text names none of these, or more than one.
    public func addresses(in scope: String) async throws(StateError) -> AddressView {
        let facts = engine.facts
        return try await store.read { state throws(Refusal) in
            AddressView(state, facts: facts, in: try state.scope(scope, names: facts.networkNames))
        }
    }

    /// The number of objects of each kind.
    public func counts() async throws(StateError) -> Counts {
        try await store.read { state in
            Counts(
                networks: state.networks.values.count { $0.phase == .active },
                endpoints: state.endpoints.count,
                ports: state.publications.portCount,
                pools: state.addresses.usages.count
            )
        }
    }

    /// The number of objects of each kind.
    public struct Counts: Hashable, Sendable {
        /// The number of active networks.
        public let networks: Int
        /// The number of endpoints.
        public let endpoints: Int
        /// The number of published ports.
        public let ports: Int
        /// The number of leased pools.
        public let pools: Int
    }
}
