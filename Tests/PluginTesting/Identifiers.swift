// SPDX-License-Identifier: Apache-2.0

/// Ids in Docker's format, counted instead of random, so that they never repeat.
public struct Identifiers: Sendable {
    private var next: UInt64

    /// Creates a generator; each process that uses the same plugin needs its own series.
    public init(series: UInt64) { next = series << 32 }

    /// Returns the next id.
    public mutating func callAsFunction() -> String {
        next += 1
        // Link names consist of the first twelve digits, so the number is spread over them as in a random id.
        let mixed = next &* 0x9e37_79b9_7f4a_7c15
        let digits = String(mixed, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + String(repeating: "e", count: 48)
    }
}
