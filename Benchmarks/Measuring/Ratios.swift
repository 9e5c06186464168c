// SPDX-License-Identifier: Apache-2.0

/// The improvement of a setting over the baseline: quartiles of one ratio for each round, since the machine is the same only within a
/// round.
///
/// 1 means equal to the baseline, and more is better, regardless of the metric's direction.
public struct Ratios: Hashable, Sendable, Codable {
    /// The direction in which values of a metric improve.
    public enum Better: String, Hashable, Sendable, Codable {
        /// Times.
        case lower
        /// Rates.
        case higher
    }

    /// The ratio below which half of the rounds lie.
    public let median: Double
    /// The ratio below which a quarter of the rounds lie.
    public let lowerQuartile: Double
    /// The ratio below which three quarters of the rounds lie.
    public let upperQuartile: Double

    /// Creates the ratios of values to the baseline's values of the same rounds.
    public init(of values: [Double], to baseline: [Double], better: Better) {
        precondition(values.count == baseline.count, "each round has one value of each setting")
        let ratios = zip(values, baseline).map { value, base in
            switch better {
            case .lower: value == 0 ? 0 : base / value
            case .higher: base == 0 ? 0 : value / base
            }
        }
        median = ratios.percentile(0.5)
        lowerQuartile = ratios.percentile(0.25)
        upperQuartile = ratios.percentile(0.75)
    }

    /// The median and the quartiles: `0.85 [0.84-0.86]`.
    public var summary: String {
        let numbers = [median, lowerQuartile, upperQuartile].map { Report.number($0, 2, width: 0) }
        return "\(numbers[0]) [\(numbers[1])-\(numbers[2])]"
    }
}
