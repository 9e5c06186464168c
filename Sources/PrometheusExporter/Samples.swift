// SPDX-License-Identifier: Apache-2.0

/// The values of all series at one moment.
public struct Samples: Sendable {
    /// The value of one series.
    public enum Value: Hashable, Sendable {
        /// An integer.
        case count(UInt64)
        /// A floating-point number.
        case number(Double)
        /// The number of observations in each bucket, and the sum of all.
        ///
        /// A bucket ends at its bound and begins above the previous one. The last bucket has all observations above the last bound.
        case histogram(counts: [UInt64], sum: Double)
    }

    private(set) var byMetric: [String: [(labels: Labels, value: Value)]] = [:]

    /// Creates an empty set of samples.
    public init() {}

    /// Adds the value of a series.
    public mutating func add(_ value: Value, to metric: MetricFamily, labels: Labels = [:]) {
        byMetric[metric.name, default: []].append((labels, value))
    }

    /// Adds an integer.
    public mutating func add(_ count: Int, to metric: MetricFamily, labels: Labels = [:]) {
        add(.count(UInt64(clamping: count)), to: metric, labels: labels)
    }
}
