// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A writer that appends values to a sequence of bytes.
///
/// The writer computes lengths itself, when an attribute or a message is complete.
public struct ByteWriter: Sendable {
    /// The bytes that were written.
    public private(set) var bytes: [UInt8] = []

    /// Creates an empty writer.
    public init() {}

    /// Appends bytes unchanged, without padding.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        self.bytes.append(contentsOf: bytes)
    }

    /// Appends a number in host byte order.
    public mutating func append(integer value: some FixedWidthInteger) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    /// Appends a number in network byte order.
    public mutating func append(bigEndian value: some FixedWidthInteger) {
        append(integer: value.bigEndian)
    }

    /// Appends zeros up to the next multiple of 4.
    public mutating func pad() {
        append(repeatElement(0, count: bytes.count.aligned - bytes.count))
    }

    /// Appends an attribute with the content that the closure appends, and its padding.
    ///
    /// The type is written unchanged.
    ///
    /// An attribute holds at most 65,531 bytes: a caller must split longer lists.
    public mutating func attribute(_ rawType: UInt16, _ body: (inout ByteWriter) -> Void) {
        measured(UInt16.self) { writer in
            writer.append(integer: rawType)
            body(&writer)
        }
        pad()
    }

    /// Appends an attribute that has the flag for nested attributes (`NLA_F_NESTED`).
    public mutating func nested(_ type: UInt16, _ body: (inout ByteWriter) -> Void) {
        attribute(type | Attribute.nestedFlag, body)
    }

    /// Appends a length of this type and the content that the closure appends; the length counts both.
    ///
    /// No padding is added.
    mutating func measured<Length: FixedWidthInteger>(_ type: Length.Type, _ body: (inout ByteWriter) -> Void) {
        let start = bytes.count
        append(integer: Length.zero)
        body(&self)
        guard let length = Length(exactly: bytes.count - start) else {
            preconditionFailure("netlink: \(bytes.count - start) bytes in one attribute")
        }
        withUnsafeBytes(of: length) { bytes.replaceSubrange(start..<(start + $0.count), with: $0) }
    }
}

extension ByteWriter {
    /// Appends an attribute unchanged.
    public mutating func attribute(_ attribute: Attribute) {
        self.attribute(attribute.rawType) { $0.append(attribute.payload) }
    }

    /// Appends attributes unchanged.
    public mutating func attributes(_ attributes: [Attribute]) {
        for attribute in attributes { self.attribute(attribute) }
    }

    /// Appends an attribute without a payload, whose presence is the value.
    public mutating func flag(_ type: UInt16) {
        attribute(type) { _ in }
    }

    /// Appends an attribute with a number in host byte order; nothing if the value is nil.
    public mutating func attribute<Value: FixedWidthInteger>(_ type: UInt16, integer value: Value?) {
        guard let value else { return }
        attribute(type) { $0.append(integer: value) }
    }

    /// Appends an attribute with a number in network byte order; nothing if the value is nil.
    public mutating func attribute<Value: FixedWidthInteger>(_ type: UInt16, bigEndian value: Value?) {
        attribute(type, integer: value?.bigEndian)
    }

    /// Appends an attribute with a byte that is 0 or 1; nothing if the value is nil.
    public mutating func attribute(_ type: UInt16, bool value: Bool?) {
        attribute(type, integer: value.map { UInt8($0 ? 1 : 0) })
    }

    /// Appends an attribute with a text and a terminating zero byte; nothing if the value is nil.
    public mutating func attribute(_ type: UInt16, text value: String?) {
        guard let value else { return }
        attribute(type) { writer in
            writer.append(value.utf8)
            writer.append(integer: UInt8(0))
        }
    }

    /// Appends an attribute with an IP address; nothing if the value is nil.
    public mutating func attribute(_ type: UInt16, address value: IPAddress?) {
        guard let value else { return }
        attribute(type) { $0.append(value.bytes) }
    }

    /// Appends an attribute with a hardware address; nothing if the value is nil.
    public mutating func attribute(_ type: UInt16, address value: MACAddress?) {
        guard let value else { return }
        attribute(type) { $0.append(value.bytes) }
    }
}
