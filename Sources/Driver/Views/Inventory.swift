// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM
public import NetworkModel

/// The inventory of the driver: counts, and the links of its endpoints.
public struct Inventory: Sendable {
    /// An endpoint of the inventory.
    public struct Endpoint: Hashable, Sendable {
        /// The id that Docker assigned.
        public let id: EndpointID
        /// The network of the endpoint.
        public let network: NetworkID
        /// The link of the endpoint on the host.
        public let link: InterfaceName
        /// The name of the container, if known.
        public let container: String?
        /// The name of the network, if known.
        public let networkName: String?
    }

    /// The active networks, each with the number of its endpoints.
    public let networks: [(id: NetworkID, endpoints: Int)]
    /// The endpoints.
    public let endpoints: [Endpoint]
    /// The pools that the IPAM driver has leased, each with its network.
    public let pools: [(usage: AddressBook.Usage, network: NetworkID?)]
    /// The number of published host ports, by protocol.
    public let publishedPorts: [TransportProtocol: Int]

    init(_ state: DesiredState, facts: EngineFacts) {
        networks = state.networks.values.filter { $0.phase == .active }
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
