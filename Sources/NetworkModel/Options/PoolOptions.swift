// SPDX-License-Identifier: Apache-2.0

/// An option of `docker network create --ipam-opt`.
public enum PoolOption: String, Hashable, Sendable, CaseIterable {
    /// The address of the subnet that mdnp assigns to the gateway without a request.
    case gateway
    /// Permission for the subnet to overlap a route of the host.
    case overlap

    /// Options that Docker adds itself: accepted and ignored.
    static let addedByDocker: Set<String> = ["com.docker.network.ipam.serial"]
}

/// The options of a pool, parsed from the texts of `docker network create --ipam-opt`.
public struct PoolOptions: Hashable, Sendable {
    /// An address of a subnet by its position.
    public enum Place: String, Hashable, Sendable, CaseIterable {
        /// The lowest free address.
        case first
        /// The highest address.
        case last
    }

    /// The permitted overlap of the subnet with the host's routes.
    public enum Overlap: String, Hashable, Sendable, CaseIterable {
        /// No overlap. The default.
        case refuse
        /// Any overlap, at the user's responsibility.
        case allow
    }

    /// The gateway that is assigned together with the pool; nil if Docker requests one, or none.
    public var gateway: Place?
    /// The permitted overlap with a route of the host; the subnet may never overlap another network.
    public var overlap: Overlap

    /// Creates options with the default values.
    public init(gateway: Place? = nil, overlap: Overlap = .refuse) {
        self.gateway = gateway
        self.overlap = overlap
    }

    /// Parses the options of `docker network create --ipam-opt KEY=VALUE`.
    ///
    /// Refuses an unknown key (the error contains the most similar known one), and an invalid value.
    public init(parsing texts: [String: String]) throws(Refusal) {
        self.init()
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) where !PoolOption.addedByDocker.contains(key) {
            switch PoolOption(rawValue: key) {
            case .gateway: gateway = try Self.value(text, of: key)
            case .overlap: overlap = try Self.value(text, of: key)
            case nil: throw Refusal(unknownOption: key, known: PoolOption.allCases.map(\.rawValue))
            }
        }
    }

    private static func value<Value: RawRepresentable<String> & CaseIterable>(
        _ text: String,
        of key: String
    ) throws(Refusal) -> Value {
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal("option \(key)", "\"\(text)\" is invalid; use one of \(known)")
        }
        return value
    }
}
