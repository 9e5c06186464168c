// SPDX-License-Identifier: Apache-2.0

/// A metric: its name, what it means, and what tells its series apart.
public struct MetricFamily: Hashable, Sendable {
    /// What its values are.
    public enum Kind: Hashable, Sendable {
        /// A number that only grows while the process lives.
        case counter
        /// A number of now.
        case gauge
        /// How many observations there were up to each of these bounds, in growing order, and their sum.
        case histogram(bounds: [Double])

        /// The word for it in the text format.
        public var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// The name, with the unit and, of counters, `_total` behind it.
    public let name: String
    /// What its values are.
    public let kind: Kind
    /// The names of its labels, in the order in which they are written.
    public let labels: [String]
    /// What it means, in a sentence.
    public let help: String

    /// A metric.
    public init(_ name: String, kind: Kind, labels: [String] = [], help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }
}
