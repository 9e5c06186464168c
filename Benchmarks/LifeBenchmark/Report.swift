import Foundation

/// Prints aligned columns.
enum Report {
    static func line(_ name: String, _ samples: Samples) {
        let padded = name + String(repeating: " ", count: max(0, 36 - name.count))
        print(padded, number(samples.percentile(0.5)), number(samples.percentile(0.99)))
    }

    static func number(_ value: Double, _ digits: Int = 0) -> String {
        let text = String(format: "%.\(digits)f", value)
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
}
