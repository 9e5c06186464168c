// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The output in aligned columns.
public enum Report {
    /// Prints a row: a name and two percentiles.
    public static func line(_ name: String, _ samples: Samples) {
        let padded = name + String(repeating: " ", count: max(0, 36 - name.count))
        print(padded, number(samples.percentile(0.5)), number(samples.percentile(0.99)))
    }

    /// Returns a number as wide as a column.
    public static func number(_ value: Double, _ digits: Int = 0, width: Int = 9) -> String {
        let text = String(format: "%.\(digits)f", value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
