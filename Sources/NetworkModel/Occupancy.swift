// SPDX-License-Identifier: Apache-2.0

/// The phase of an endpoint between Docker's CreateEndpoint and its DeleteEndpoint.
///
/// `created` and `left` are two states: a late call about an earlier endpoint must not remove one that is about to join.
public enum Occupancy: Hashable, Sendable {
    /// CreateEndpoint is complete; Join follows.
    case created
    /// Join is complete: a container uses the endpoint.
    case joined(Sandbox)
    /// Leave is complete; DeleteEndpoint follows.
    case left

    /// The sandbox of the endpoint; nil before Join and after Leave.
    public var sandbox: Sandbox? {
        if case .joined(let sandbox) = self { sandbox } else { nil }
    }

    /// A Boolean value that indicates whether a container uses the endpoint.
    public var isJoined: Bool { sandbox != nil }

    /// A Boolean value that indicates whether only DeleteEndpoint remains.
    public var hasLeft: Bool { self == .left }
}

/// The network namespace of a container, from Docker's Join (`SandboxKey`).
public struct Sandbox: Hashable, Sendable, CustomStringConvertible {
    /// The path of the namespace; may not exist, and may be empty.
    public let path: String

    /// The path.
    public var description: String { path }

    /// Creates a sandbox with a path.
    public init(_ path: String) {
        self.path = path
    }
}
