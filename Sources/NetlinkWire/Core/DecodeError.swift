// SPDX-License-Identifier: Apache-2.0

/// Bytes that are not what they should be.
public struct DecodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in words: `attribute 3: 2 bytes where 4 are needed`.
    public let what: String
    /// Where, in bytes from the start of the datagram.
    public let offset: Int

    /// An error at a byte of the datagram.
    public init(_ what: String, offset: Int) {
        self.what = what
        self.offset = offset
    }

    /// One line.
    public var description: String { "decode netlink message: \(what), at byte \(offset)" }
}
