// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// An endpoint as `mdnp endpoints --format json` prints it.
public struct EndpointSummary: Codable, Hashable, Sendable {
    /// Docker's id.
    public let id: String
    /// The container's name; absent where it is not known.
    public let container: String?
    /// The id of its network.
    public let network: String
    /// The network's name; absent where it is not known.
    public let networkName: String?
    /// Its addresses, IPv4 before IPv6.
    public let addresses: [String]
    /// The MAC address inside the container.
    public let mac: String
    /// The host's end of its veth.
    public let link: String
    /// The path of the network namespace it has joined; absent before Join and after Leave.
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
