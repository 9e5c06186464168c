// SPDX-License-Identifier: Apache-2.0

/// The grace periods in which each observation must show the same reason before an endpoint is stale.
public struct GracePeriods: Hashable, Sendable {
    /// The grace period after the link returned to the host, or after Leave; DeleteEndpoint normally follows within milliseconds.
    public var linkReturned: Duration
    /// The grace period before Join: Docker may wait 15 s for each other plugin between CreateEndpoint and Join.
    public var notJoined: Duration

    /// Creates grace periods; the defaults are those of a production host.
    public init(linkReturned: Duration = .seconds(10), notJoined: Duration = .seconds(300)) {
        self.linkReturned = linkReturned
        self.notJoined = notJoined
    }

    /// Returns the grace period of a reason; a link that is gone never returns.
    public func grace(of reason: StaleReason) -> Duration {
        switch reason {
        case .linkGone: .zero
        case .linkReturned, .left: linkReturned
        case .notJoined: notJoined
        }
    }
}
