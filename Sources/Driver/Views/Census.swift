// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM
public import NetworkModel

/// What there is, in numbers, and which links belong to it.
public struct Census: Sendable {
    /// An endpoint, as far as it is counted.
    public struct Endpoint: Hashable, Sendable {
        /// Docker's id.
        public let id: EndpointID
        /// The network it is on.
        public let network: NetworkID
        /// Its link on the host.
        public let link: InterfaceName
        /// What its container is called, where that is known.
        public let container: String?
        /// What its network is called, where that is known.
        public let networkName: String?
    }

    /// The networks that stand, each with the number of its endpoints.
    public let networks: [(id: NetworkID, endpoints: Int)]
    /// The endpoints.
    public let endpoints: [Endpoint]
    /// The pools that mdnp's own IPAM has leased, each with the network that was made with it.
    public let pools: [(usage: AddressBook.Usage, network: NetworkID?)]
    /// How many ports of the host's are published, of each protocol.
    public let publishedPorts: [TransportProtocol: Int]

    init(_ state: DesiredState, _ facts: EngineFacts) {
        networks = state.networks.values.filter { $0.phase == .standing }
            .map { ($0.network.id, state.endpoints(of: $0.network.id).count) }
        endpoints = state.endpoints.values.map { endpoint in
            Endpoint(
                id: endpoint.id,
                network: endpoint.network,
                link: endpoint.link,
                container: facts.containerNames[endpoint.id] ?? state.containerName(of: endpoint),
                networkName: facts.networkNames[endpoint.network]
            )
        }
        pools = state.addresses.usages.map { ($0, state.network(of: $0.pool)?.id) }
        publishedPorts = state.publications.all.reduce(
            into: Dictionary(uniqueKeysWithValues: TransportProtocol.allCases.map { ($0, 0) })
        ) { $0[$1.host.transport, default: 0] += $1.count }
    }
}
