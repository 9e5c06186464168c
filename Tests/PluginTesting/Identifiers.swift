// SPDX-License-Identifier: Apache-2.0

/// Ids as Docker makes them, counted instead of drawn, so that they never repeat.
public struct Identifiers: Sendable {
    private var next: UInt64

    /// Different for every process that draws from the same plugin.
    public init(series: UInt64) { next = series << 32 }

    /// The next id.
    public mutating func callAsFunction() -> String {
        next += 1
        // Spread over the first twelve digits, as those of a random id are: link names are made of them.
        let mixed = next &* 0x9e37_79b9_7f4a_7c15
        let digits = String(mixed, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + String(repeating: "e", count: 48)
    }
}
