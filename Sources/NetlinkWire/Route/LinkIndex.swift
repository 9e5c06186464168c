// SPDX-License-Identifier: Apache-2.0

/// The number of a link in its network namespace, from 1 (`ifindex`).
///
/// Messages have it as a signed or an unsigned number of 32 bits; the bits are the same. The number 0 stands for no link.
public struct LinkIndex: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number as system calls have it.
    public let rawValue: Int32

    /// The link of a number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Orders links by their numbers, which is about the order in which they were made.
    public static func < (one: LinkIndex, other: LinkIndex) -> Bool { one.rawValue < other.rawValue }
}

extension LinkIndex: ExpressibleByIntegerLiteral {
    /// The link of a number, or none by 0.
    public init(integerLiteral value: Int32) {
        self.init(rawValue: value)
    }
}

extension LinkIndex: CustomStringConvertible {
    /// The number in digits.
    public var description: String { "\(rawValue)" }
}

extension ByteReader {
    /// Reads the number of a link.
    mutating func linkIndex(_ subject: String) throws(DecodeError) -> LinkIndex {
        LinkIndex(rawValue: try integer(subject))
    }
}

extension Attribute {
    /// The number of a link that it carries.
    func linkIndex() throws(DecodeError) -> LinkIndex { LinkIndex(rawValue: try integer()) }
}

extension ByteWriter {
    /// Appends the number of a link.
    mutating func append(_ link: LinkIndex) { append(integer: link.rawValue) }

    /// Appends an attribute with the number of a link; nothing if it is nil.
    mutating func attribute(_ type: UInt16, link: LinkIndex?) { attribute(type, integer: link?.rawValue) }
}
