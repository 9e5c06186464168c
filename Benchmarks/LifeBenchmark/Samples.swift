/// Durations of one kind of call, in microseconds.
struct Samples: Sendable {
    private(set) var values: [Double] = []

    mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        values.append(Double(seconds) * 1e6 + Double(attoseconds) / 1e12)
    }

    mutating func add(_ other: Samples) { values += other.values }

    /// The value below which this share of the samples lies, 0 where there is none.
    func percentile(_ share: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

/// Runs something and says how long it took.
func timed<Answer>(into samples: inout Samples, _ work: () throws -> Answer) rethrows -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    defer { samples.add(clock.now - start) }
    return try work()
}
