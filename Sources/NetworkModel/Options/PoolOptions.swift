// SPDX-License-Identifier: Apache-2.0

/// An option that a user may give to `docker network create` with `--ipam-opt`.
public enum PoolOption: String, Hashable, Sendable, CaseIterable {
    /// Which address of the subnet mdnp keeps for the gateway, without being asked.
    case gateway
    /// Whether the subnet may overlap a route of the host.
    case overlap

    /// Options that Docker adds itself: taken, and left alone.
    static let addedByDocker: Set<String> = ["com.docker.network.ipam.serial"]
}

/// What a user may choose of a pool, parsed once from the texts of `docker network create --ipam-opt`.
public struct PoolOptions: Hashable, Sendable {
    /// An address of a subnet by its place.
    public enum Place: String, Hashable, Sendable, CaseIterable {
        /// The lowest that is free.
        case first
        /// The highest.
        case last
    }

    /// What the subnet may have in common with the host's routes.
    public enum Overlap: String, Hashable, Sendable, CaseIterable {
        /// Nothing. The default.
        case refuse
        /// Whatever the user knows to be right.
        case allow
    }

    /// The gateway that is given along with the pool; nil leaves it to Docker to ask for one, or not.
    public var gateway: Place?
    /// Whether the subnet may overlap a route of the host; it never may overlap another network.
    public var overlap: Overlap

    /// The options as they are where the user says nothing.
    public init(gateway: Place? = nil, overlap: Overlap = .refuse) {
        self.gateway = gateway
        self.overlap = overlap
    }

    /// Reads the options of `docker network create --ipam-opt KEY=VALUE`.
    ///
    /// Refuses a key nobody knows, naming the nearest known one, and a value that is none of an option's.
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
            throw Refusal("option \(key)", "\"\(text)\" is none of \(known)")
        }
        return value
    }
}
