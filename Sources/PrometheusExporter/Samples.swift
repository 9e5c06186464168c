// SPDX-License-Identifier: Apache-2.0

/// What the series of metrics have come to at one moment.
public struct Samples: Sendable {
    /// What one series has come to.
    public enum Value: Hashable, Sendable {
        /// A whole number.
        case count(UInt64)
        /// A number.
        case number(Double)
        /// Of each bound how many observations lie up to it and above the one before, behind them those above all; and the sum of all.
        case histogram(counts: [UInt64], sum: Double)
    }

    private(set) var byMetric: [String: [(labels: Labels, value: Value)]] = [:]

    /// None.
    public init() {}

    /// Adds what a series of a metric has come to.
    public mutating func add(_ value: Value, to metric: MetricFamily, labels: Labels = [:]) {
        byMetric[metric.name, default: []].append((labels, value))
    }

    /// Adds a whole number.
    public mutating func add(_ count: Int, to metric: MetricFamily, labels: Labels = [:]) {
        add(.count(UInt64(clamping: count)), to: metric, labels: labels)
    }
}
