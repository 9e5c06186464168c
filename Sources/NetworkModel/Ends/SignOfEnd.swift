/// What shows that an endpoint may be over though nobody said so: Docker's Leave or DeleteEndpoint was lost.
///
/// That the path of its sandbox leads nowhere is no sign: up to Docker Engine 26 it does when the endpoint joins, and seen from another mount
/// namespace it always may. It need not be one either: with a network namespace go the links in it, and with one end of a veth the other.
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
    public func signOfEnd(of endpoint: Endpoint) -> SignOfEnd? {
        guard let veth = veths[endpoint.id] else {
            if let sign = endpoint.occupancy.signOfEnd { return sign }
            // A link whose alias somebody took away carries its container's packets all the same.
            return others.contains(endpoint.link) ? nil : .linkGone
        }
        if veth.hasReturned { return .linkReturned }
        return veth.isInContainer ? nil : endpoint.occupancy.signOfEnd
    }

    /// Whether the kernel shows that an endpoint is over, though Docker's calls that would have ended it never came.
    public func shows(isOver endpoint: Endpoint) -> Bool {
        switch signOfEnd(of: endpoint) {
        case .linkGone, .linkReturned, .left: true
        case .notJoined, nil: false
        }
    }
}

extension Occupancy {
    /// What it shows of an endpoint whose link no container has; nil where that link itself shows more.
    fileprivate var signOfEnd: SignOfEnd? {
        switch self {
        case .created: .notJoined
        case .joined: nil
        case .left: .left
        }
    }
}
