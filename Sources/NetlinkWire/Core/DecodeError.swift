// SPDX-License-Identifier: Apache-2.0

/// An error in bytes that cannot be decoded.
public struct DecodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A description of the problem: `attribute 3: 2 bytes where 4 are needed`.
    public let what: String
    /// The position of the problem, in bytes from the start of the datagram.
    public let offset: Int

    /// Creates an error at a byte of the datagram.
    public init(_ what: String, offset: Int) {
        self.what = what
        self.offset = offset
    }

    /// The error in one line.
    public var description: String { "decode netlink message: \(what), at byte \(offset)" }
}
