// SPDX-License-Identifier: Apache-2.0

public import NetworkModel

/// The intervals of the driver's observations.
public struct Timing: Hashable, Sendable {
    /// The resync interval: the time after which mdnp observes the kernel without an event, as an event may be lost.
    public var resyncInterval: Duration
    /// The grace periods before a stale endpoint is removed.
    public var gracePeriods: GracePeriods
    /// The grace period of an address without an endpoint; longer than Docker needs between the two calls.
    public var unclaimed: Duration

    /// Creates intervals, by default those for production.
    public init(
        resyncInterval: Duration = .seconds(30),
        gracePeriods: GracePeriods = GracePeriods(),
        unclaimed: Duration = .seconds(60)
    ) {
        self.resyncInterval = resyncInterval
        self.gracePeriods = gracePeriods
        self.unclaimed = unclaimed
    }
}
