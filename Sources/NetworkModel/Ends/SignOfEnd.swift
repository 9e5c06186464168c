// SPDX-License-Identifier: Apache-2.0

/// What shows that an endpoint may be over though nobody said so: Docker's Leave or DeleteEndpoint was lost.
///
/// That the path of its sandbox leads nowhere is no sign: up to Docker Engine 26 it does when the endpoint joins, and seen from another mount
/// namespace it always may. It need not be one either: with a network namespace go the links in it, and with one end of a pair the other.
public enum SignOfEnd: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// It is in a sandbox and its link is gone: with the sandbox's namespace, or by somebody's hand.
    case linkGone
    /// Its link is back on the host: Docker takes it out of a container that is over, just before DeleteEndpoint.
    case linkReturned
    /// It was created, and no container has its link: it never joined.
    case notJoined
    /// It has left its sandbox, and no container has its link.
    case left

    /// The sign in words.
    public var description: String {
        switch self {
        case .linkGone: "its link is gone"
        case .linkReturned: "its link is back on the host"
        case .notJoined: "no Join received"
        case .left: "no DeleteEndpoint received after Leave"
        }
    }
}

extension ObservedState {
    /// What shows that an endpoint may be over; nil where nothing does.
    public func signOfEnd(of endpoint: Endpoint, in state: DesiredState) -> SignOfEnd? {
        state.mode(of: endpoint)?.behavior.signOfEnd(of: endpoint, in: self)
    }

    /// Whether the kernel shows that an endpoint is over, though Docker's calls that would have ended it never came.
    public func shows(isOver endpoint: Endpoint, in state: DesiredState) -> Bool {
        switch signOfEnd(of: endpoint, in: state) {
        case .linkGone, .linkReturned, .left: true
        case .notJoined, nil: false
        }
    }
}

extension Occupancy {
    /// What it shows of an endpoint whose link no container has; nil where that link itself shows more.
    var signOfEnd: SignOfEnd? {
        switch self {
        case .created: .notJoined
        case .joined: nil
        case .left: .left
        }
    }
}
