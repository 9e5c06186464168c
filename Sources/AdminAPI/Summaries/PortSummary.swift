// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A published port as `mdnp ports --format json` prints it.
public struct PortSummary: Codable, Hashable, Sendable {
    /// The id of the network.
    public let network: String
    /// The name of the network; absent if unknown.
    public let networkName: String?
    /// The id of the endpoint.
    public let endpoint: String
    /// The name of the container; absent if unknown.
    public let container: String?
    /// The protocol: `tcp`, `udp` or `sctp`.
    public let transport: String
    /// The host address; 0.0.0.0 or :: for every address of its family.
    public let hostAddress: String
    /// The host port, or the first of a run of ports.
    public let hostPort: Int
    /// The last host port of a run of ports; equal to the first for a single port.
    public let hostPortEnd: Int
    /// The address of the container.
    public let containerAddress: String
    /// The container port, or the first of a run of ports.
    public let containerPort: Int
    /// The last container port of a run of ports; equal to the first for a single port.
    public let containerPortEnd: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
        case network
        case networkName = "network_name"
        case endpoint, container
        case transport = "protocol"
        case hostAddress = "host_address"
        case hostPort = "host_port"
        case hostPortEnd = "host_port_end"
        case containerAddress = "container_address"
        case containerPort = "container_port"
        case containerPortEnd = "container_port_end"
    }

    init(_ publication: Publication, of endpoint: Endpoint, container: String?, networkName: String?) {
        self.network = endpoint.network.text
        self.networkName = networkName
        self.endpoint = endpoint.id.text
        self.container = container
        self.transport = publication.host.transport.description
        self.hostAddress = publication.host.address.description
        self.hostPort = Int(publication.host.port)
        self.hostPortEnd = Int(publication.lastHostPort)
        self.containerAddress = publication.container.address.description
        self.containerPort = Int(publication.container.port)
        self.containerPortEnd = Int(publication.lastContainerPort)
    }
}
