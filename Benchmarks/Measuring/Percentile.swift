// SPDX-License-Identifier: Apache-2.0

extension Collection<Double> {
    /// Returns the value below which a share of the values lies, interpolated between two values.
    ///
    /// The share is between 0 and 1. Returns 0 if there are no values.
    public func percentile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        let sorted = self.sorted()
        let position = Double(sorted.count - 1) * Swift.min(Swift.max(share, 0), 1)
        let lower = Int(position)
        let upper = Swift.min(lower + 1, sorted.count - 1)
        return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
    }
}
