// SPDX-License-Identifier: Apache-2.0

/// How long an endpoint must show a sign of its end, at every look, before it is taken for over.
public struct EndGraces: Hashable, Sendable {
    /// With its link back on the host, or after Leave; DeleteEndpoint normally comes within milliseconds.
    public var linkReturned: Duration
    /// Before Join: Docker may wait 15 s for each of other plugins between CreateEndpoint and Join.
    public var notJoined: Duration

    /// Graces; by default those of a host on which nothing is tried out.
    public init(linkReturned: Duration = .seconds(10), notJoined: Duration = .seconds(300)) {
        self.linkReturned = linkReturned
        self.notJoined = notJoined
    }

    /// The grace of a sign; a link that is gone comes never back.
    public func grace(of sign: SignOfEnd) -> Duration {
        switch sign {
        case .linkGone: .zero
        case .linkReturned, .left: linkReturned
        case .notJoined: notJoined
        }
    }
}
