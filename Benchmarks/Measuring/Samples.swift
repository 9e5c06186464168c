// SPDX-License-Identifier: Apache-2.0

/// Durations of one kind of call, in microseconds.
public struct Samples: Sendable {
    /// The durations, in the order of measurement.
    public private(set) var values: [Double] = []

    /// Creates an empty collection.
    public init() {}

    /// Adds a duration.
    public mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        values.append(Double(seconds) * 1e6 + Double(attoseconds) / 1e12)
    }

    /// Adds all durations of another collection.
    public mutating func add(_ other: Samples) { values += other.values }

    /// Returns the value below which a share of the samples lies; 0 if there are none.
    public func percentile(_ share: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

/// Runs a closure and records its duration.
public func timed<Answer>(into samples: inout Samples, _ work: () throws -> Answer) rethrows -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    defer { samples.add(clock.now - start) }
    return try work()
}
