// SPDX-License-Identifier: Apache-2.0

/// The reason that an endpoint may be stale: Docker's Leave or DeleteEndpoint was lost.
///
/// A sandbox path that does not exist is no reason. Up to Docker Engine 26 it does not exist when the endpoint joins, and from another
/// mount namespace it may never exist. The path is not needed either: the kernel deletes the links of a network namespace with it, and
/// with one end of a pair the other.
public enum StaleReason: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// The endpoint is in a sandbox and its link is gone: with the sandbox's namespace, or deleted by another program.
    case linkGone
    /// The link has returned to the host: Docker moves it out of a container that has ended, just before DeleteEndpoint.
    case linkReturned
    /// The endpoint was created, and its link is in no container: it never joined.
    case notJoined
    /// The endpoint has left its sandbox, and its link is in no container.
    case left

    /// The reason as text.
    public var description: String {
        switch self {
        case .linkGone: "its link is gone"
        case .linkReturned: "its link has returned to the host"
        case .notJoined: "no Join received"
        case .left: "no DeleteEndpoint received after Leave"
        }
    }
}

extension ObservedState {
    /// Returns the reason that an endpoint may be stale; nil if there is none.
    public func staleReason(of endpoint: Endpoint, in state: DesiredState) -> StaleReason? {
        state.mode(of: endpoint)?.behavior.staleReason(of: endpoint, in: self)
    }

    /// Returns a Boolean value that indicates whether the kernel shows that an endpoint is stale, although Docker's calls for its end never
    /// arrived.
    public func isStale(_ endpoint: Endpoint, in state: DesiredState) -> Bool {
        switch staleReason(of: endpoint, in: state) {
        case .linkGone, .linkReturned, .left: true
        case .notJoined, nil: false
        }
    }
}

extension Occupancy {
    /// The reason for an endpoint whose link is in no container; nil if the link itself shows more.
    var staleReason: StaleReason? {
        switch self {
        case .created: .notJoined
        case .joined: nil
        case .left: .left
        }
    }
}
