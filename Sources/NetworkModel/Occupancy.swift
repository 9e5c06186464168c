// SPDX-License-Identifier: Apache-2.0

/// How far an endpoint has come between Docker's CreateEndpoint and its DeleteEndpoint.
///
/// `created` and `left` are two states: a late call about an earlier endpoint must not remove one that is about to join.
public enum Occupancy: Hashable, Sendable {
    /// CreateEndpoint was answered; Join comes next.
    case created
    /// Join was answered: a container uses the endpoint.
    case joined(Sandbox)
    /// Leave was answered; DeleteEndpoint comes next.
    case left

    /// The sandbox that the endpoint is in; nil before Join and after Leave.
    public var sandbox: Sandbox? {
        if case .joined(let sandbox) = self { sandbox } else { nil }
    }

    /// A Boolean value that indicates whether a container uses the endpoint.
    public var isJoined: Bool { sandbox != nil }

    /// A Boolean value that indicates whether Docker has no more use for the endpoint than to delete it.
    public var hasLeft: Bool { self == .left }
}

/// A container's network namespace, as Docker's Join names it (`SandboxKey`).
public struct Sandbox: Hashable, Sendable, CustomStringConvertible {
    /// The path of the namespace; may lead nowhere, and may be empty.
    public let path: String

    /// The path.
    public var description: String { path }

    /// A sandbox of a path.
    public init(_ path: String) {
        self.path = path
    }
}
