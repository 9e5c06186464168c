// SPDX-License-Identifier: Apache-2.0

/// A metric: its name, its kind, its labels and its description.
public struct MetricFamily: Hashable, Sendable {
    /// The kind of a metric.
    public enum Kind: Hashable, Sendable {
        /// A number that only increases during the lifetime of the process.
        case counter
        /// A current value.
        case gauge
        /// The number of observations up to each of these increasing bounds, and their sum.
        case histogram(bounds: [Double])

        /// The name of the kind in the text format.
        public var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// The name, with the unit; counters end in `_total`.
    public let name: String
    /// The kind of the metric.
    public let kind: Kind
    /// The names of the labels, in the order of the output.
    public let labels: [String]
    /// The description, in one sentence.
    public let help: String

    /// Creates a metric.
    public init(_ name: String, kind: Kind, labels: [String] = [], help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }
}
