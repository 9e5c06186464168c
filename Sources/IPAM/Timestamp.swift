// SPDX-License-Identifier: Apache-2.0

/// A moment, told by the caller: nothing in this module has a clock.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Whole seconds since the beginning of 1970, UTC.
    public let seconds: Int64

    /// The moment so many seconds after the beginning of 1970, UTC.
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Whether the first is the earlier.
    public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}
