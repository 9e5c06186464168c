// SPDX-License-Identifier: Apache-2.0

/// Records the time since which endpoints have been suspected to be stale, across observations: a pure value.
public struct LivenessWatch: Sendable {
    private struct Seen {
        let reason: StaleReason
        let since: ContinuousClock.Instant
    }

    private let graces: GracePeriods
    private var seen: [EndpointID: Seen] = [:]

    /// Creates a watch without observations.
    public init(_ graces: GracePeriods) {
        self.graces = graces
    }

    /// Records an observation of all objects; returns the endpoints that have shown the same reason for its grace period.
    ///
    /// The endpoints are only suspects: one may have joined between the two halves of the observation.
    public mutating func update(
        with observed: ObservedState,
        against desired: DesiredState,
        now: ContinuousClock.Instant
    ) -> [EndpointID: StaleReason] {
        var found: [EndpointID: Seen] = [:]
        for (id, endpoint) in desired.endpoints {
            guard let reason = observed.staleReason(of: endpoint, in: desired) else { continue }
            let before = seen[id].flatMap { $0.reason == reason ? $0 : nil }
            found[id] = before ?? Seen(reason: reason, since: now)
        }
        seen = found
        return found.filter { due($0.value) <= now }.mapValues(\.reason)
    }

    /// Returns the end of the next grace period; nil if none is running.
    public func nextDue(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        seen.values.map(due).filter { $0 > now }.min()
    }

    private func due(_ seen: Seen) -> ContinuousClock.Instant {
        seen.since + graces.grace(of: seen.reason)
    }
}
