// SPDX-License-Identifier: Apache-2.0

/// A generator that returns the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Returns a number of any size, or `nil`.
    mutating func maybe<Value: FixedWidthInteger>() -> Value? {
        Bool.random(using: &self) ? Value(truncatingIfNeeded: next()) : nil
    }

    /// Returns `true`, `false` or `nil`.
    mutating func maybe() -> Bool? {
        Bool.random(using: &self) ? Bool.random(using: &self) : nil
    }

    /// Returns a number of any size.
    mutating func number<Value: FixedWidthInteger>() -> Value {
        Value(truncatingIfNeeded: next())
    }

    /// Returns bytes up to a maximum count.
    mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in number() }
    }
}
