// SPDX-License-Identifier: Apache-2.0

/// A moment, as passed by the caller: this module has no clock.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// The whole seconds since the beginning of 1970, UTC.
    public let seconds: Int64

    /// The moment a number of seconds after the beginning of 1970, UTC.
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Returns whether the first moment is earlier.
    public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}
