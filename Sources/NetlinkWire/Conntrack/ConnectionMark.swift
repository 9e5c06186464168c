// SPDX-License-Identifier: Apache-2.0

/// Some bits of a connection's mark, and what they are.
public struct ConnectionMark: Hashable, Sendable {
    /// What the bits are (`CTA_MARK`).
    public var value: UInt32
    /// Which bits count (`CTA_MARK_MASK`).
    public var mask: UInt32

    /// A mark, or some bits of one.
    public init(_ value: UInt32, mask: UInt32 = .max) {
        self.value = value
        self.mask = mask
    }

    /// Whether a mark has these bits.
    public func matches(_ mark: UInt32) -> Bool {
        mark & mask == value
    }
}
