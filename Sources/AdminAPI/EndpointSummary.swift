import Addressing
import NetworkModel

/// An endpoint as `mdnp endpoints --format json` prints it.
public struct EndpointSummary: Codable, Hashable, Sendable {
    /// Docker's id.
    public let id: String
    /// The container's name; absent where Docker did not tell (engines before 29, or addresses of another IPAM).
    public let name: String?
    /// The id of its network.
    public let network: String
    /// Its addresses, IPv4 before IPv6.
    public let addresses: [String]
    /// The MAC address inside the container.
    public let mac: String
    /// The host's end of its veth.
    public let link: String
    /// The path of the network namespace it has joined; absent where it has not.
    public let sandbox: String?

    init(_ endpoint: Endpoint, name: String?) {
        self.id = endpoint.id.text
        self.name = name
        self.network = endpoint.network.text
        self.addresses = endpoint.addresses.map(\.description)
        self.mac = endpoint.mac.description
        self.link = endpoint.link.description
        self.sandbox = endpoint.sandbox
    }
}
