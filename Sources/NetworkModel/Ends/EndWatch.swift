// SPDX-License-Identifier: Apache-2.0

/// Remembers since when endpoints show signs of their end, from look to look: pure, from what it is told.
public struct EndWatch: Sendable {
    private struct Seen {
        let sign: SignOfEnd
        let since: ContinuousClock.Instant
    }

    private let graces: EndGraces
    private var seen: [EndpointID: Seen] = [:]

    /// A watch that has seen nothing.
    public init(_ graces: EndGraces) {
        self.graces = graces
    }

    /// Takes in a look at everything; answers which endpoints have shown the same sign for as long as its grace.
    ///
    /// They are suspects, not more: between the two halves of the look one may have joined.
    public mutating func look(
        at observed: ObservedState,
        _ desired: DesiredState,
        now: ContinuousClock.Instant
    ) -> [EndpointID: SignOfEnd] {
        var found: [EndpointID: Seen] = [:]
        for (id, endpoint) in desired.endpoints {
            guard let sign = observed.signOfEnd(of: endpoint, in: desired) else { continue }
            let before = seen[id].flatMap { $0.sign == sign ? $0 : nil }
            found[id] = before ?? Seen(sign: sign, since: now)
        }
        seen = found
        return found.filter { due($0.value) <= now }.mapValues(\.sign)
    }

    /// When the next grace is over; nil where none runs.
    public func nextDue(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        seen.values.map(due).filter { $0 > now }.min()
    }

    private func due(_ seen: Seen) -> ContinuousClock.Instant {
        seen.since + graces.grace(of: seen.sign)
    }
}
