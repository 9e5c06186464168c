// SPDX-License-Identifier: Apache-2.0

/// Durations of one kind of call, in microseconds.
public struct Samples: Sendable {
    /// The durations, in the order in which they were taken.
    public private(set) var values: [Double] = []

    /// None yet.
    public init() {}

    /// Adds a duration.
    public mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        values.append(Double(seconds) * 1e6 + Double(attoseconds) / 1e12)
    }

    /// Adds all of others.
    public mutating func add(_ other: Samples) { values += other.values }

    /// The value below which this share of the samples lies, 0 where there is none.
    public func percentile(_ share: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

/// Runs something and says how long it took.
public func timed<Answer>(into samples: inout Samples, _ work: () throws -> Answer) rethrows -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    defer { samples.add(clock.now - start) }
    return try work()
}
