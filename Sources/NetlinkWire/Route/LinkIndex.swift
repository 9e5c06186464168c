// SPDX-License-Identifier: Apache-2.0

/// The index of a link in its network namespace, from 1 (`ifindex`).
///
/// Messages contain a signed or an unsigned number of 32 bits; the bits are the same. The number 0 is no link.
public struct LinkIndex: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number in system calls.
    public let rawValue: Int32

    /// Creates an index from its number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Orders links by index, which is approximately the order of their creation.
    public static func < (one: LinkIndex, other: LinkIndex) -> Bool { one.rawValue < other.rawValue }
}

extension LinkIndex: ExpressibleByIntegerLiteral {
    /// Creates an index from its number; 0 is no link.
    public init(integerLiteral value: Int32) {
        self.init(rawValue: value)
    }
}

extension LinkIndex: CustomStringConvertible {
    /// The number in decimal digits.
    public var description: String { "\(rawValue)" }
}

extension ByteReader {
    /// Reads a link index; `subject` names it in the error.
    mutating func linkIndex(_ subject: String) throws(DecodeError) -> LinkIndex {
        LinkIndex(rawValue: try integer(subject))
    }
}

extension Attribute {
    /// Returns the link index in the payload.
    func linkIndex() throws(DecodeError) -> LinkIndex { LinkIndex(rawValue: try integer()) }
}

extension ByteWriter {
    /// Appends a link index.
    mutating func append(_ link: LinkIndex) { append(integer: link.rawValue) }

    /// Appends an attribute with a link index; nothing if the value is nil.
    mutating func attribute(_ type: UInt16, link: LinkIndex?) { attribute(type, integer: link?.rawValue) }
}
