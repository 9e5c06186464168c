// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// An endpoint as `mdnp endpoints --format json` prints it.
public struct EndpointSummary: Codable, Hashable, Sendable {
    /// The id of the endpoint, from Docker.
    public let id: String
    /// The name of the container; absent if unknown.
    public let container: String?
    /// The id of the network.
    public let network: String
    /// The name of the network; absent if unknown.
    public let networkName: String?
    /// The addresses, IPv4 before IPv6.
    public let addresses: [String]
    /// The MAC address inside the container.
    public let mac: String
    /// The name of the veth's end on the host.
    public let link: String
    /// The path of the joined network namespace; absent before Join and after Leave.
    public let sandbox: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, container, network
        case networkName = "network_name"
        case addresses, mac, link, sandbox
    }

    init(_ endpoint: Endpoint, container: String?, networkName: String?) {
        self.id = endpoint.id.text
        self.container = container
        self.network = endpoint.network.text
        self.networkName = networkName
        self.addresses = endpoint.addresses.map(\.description)
        self.mac = endpoint.mac.description
        self.link = endpoint.link.description
        self.sandbox = endpoint.sandbox?.path
    }
}
