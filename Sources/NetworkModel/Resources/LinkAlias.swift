// SPDX-License-Identifier: Apache-2.0

/// The alias of a link (`ip link show`): its owner with the full id, which is too long for a name.
public enum LinkAlias: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A link of a network.
    case network(NetworkID)
    /// The link of an endpoint: the host end of a pair.
    case endpoint(EndpointID, on: NetworkID)

    /// Parses an alias; nil if it is not one of mdnp.
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

    /// The network of the link.
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

    /// The alias as stored in the kernel.
    public var description: String {
        switch self {
        case .network(let id): "mdnp network \(id)"
        case .endpoint(let id, on: let network): "mdnp endpoint \(id) on \(network)"
        }
    }
}
