// SPDX-License-Identifier: Apache-2.0

/// A mark of a connection, and a mask that selects its bits.
public struct ConnectionMark: Hashable, Sendable {
    /// The bits of the mark (`CTA_MARK`).
    public var value: UInt32
    /// The mask of the bits that are compared or changed (`CTA_MARK_MASK`).
    public var mask: UInt32

    /// Creates a mark, with all bits selected by default.
    public init(_ value: UInt32, mask: UInt32 = .max) {
        self.value = value
        self.mask = mask
    }

    /// Returns a Boolean value that indicates whether a mark has these bits.
    public func matches(_ mark: UInt32) -> Bool {
        mark & mask == value
    }
}
