// SPDX-License-Identifier: Apache-2.0

/// What the alias of a link says of it (`ip link show`): whose it is, with the whole id, which a name has no room for.
public enum LinkAlias: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A link of a network.
    case network(NetworkID)
    /// The link of an endpoint: of a pair the host's end.
    case endpoint(EndpointID, on: NetworkID)

    /// Reads an alias, or nil if it is not one of mdnp's.
    public init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        switch (words.first, words.dropFirst().first, words.count) {
        case ("mdnp", "network", 3):
            guard let id = try? NetworkID(words[2]) else { return nil }
            self = .network(id)
        case ("mdnp", "endpoint", 5) where words[3] == "on":
            guard let id = try? EndpointID(words[2]), let network = try? NetworkID(words[4]) else { return nil }
            self = .endpoint(id, on: network)
        default:
            return nil
        }
    }

    /// The network that the link is of.
    public var network: NetworkID {
        switch self {
        case .network(let network), .endpoint(_, on: let network): network
        }
    }

    /// A Boolean value that indicates whether the link is the network's own.
    var isOfNetwork: Bool {
        if case .network = self { true } else { false }
    }

    /// A Boolean value that indicates whether the link is that of an endpoint.
    public var isOfEndpoint: Bool { !isOfNetwork }

    /// The alias as the kernel keeps it.
    public var description: String {
        switch self {
        case .network(let id): "mdnp network \(id)"
        case .endpoint(let id, on: let network): "mdnp endpoint \(id) on \(network)"
        }
    }
}
