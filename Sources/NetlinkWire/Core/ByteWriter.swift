// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Appends values to a run of bytes.
///
/// Nobody computes a length: what is opened is measured when it is closed.
public struct ByteWriter: Sendable {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// A writer that has written nothing.
    public init() {}

    /// Appends bytes as they are, without padding.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        self.bytes.append(contentsOf: bytes)
    }

    /// Appends a number in the machine's byte order.
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

    /// Appends an attribute around what the closure appends, with its padding.
    ///
    /// The type is written as it is given.
    ///
    /// More than 65,531 bytes cannot be said in one attribute: whoever writes lists has to split them.
    public mutating func attribute(_ rawType: UInt16, _ body: (inout ByteWriter) -> Void) {
        measured(UInt16.self) { writer in
            writer.append(integer: rawType)
            body(&writer)
        }
        pad()
    }

    /// Appends an attribute that says that it carries attributes (`NLA_F_NESTED`).
    public mutating func nested(_ type: UInt16, _ body: (inout ByteWriter) -> Void) {
        attribute(type | Attribute.nestedFlag, body)
    }

    /// Appends a length of this type and what the closure appends; the length counts both.
    ///
    /// No padding.
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
    /// Appends an attribute as it was read.
    public mutating func attribute(_ attribute: Attribute) {
        self.attribute(attribute.rawType) { $0.append(attribute.payload) }
    }

    /// Appends attributes as they were read.
    public mutating func attributes(_ attributes: [Attribute]) {
        for attribute in attributes { self.attribute(attribute) }
    }

    /// Appends an attribute without payload, whose presence is what it says.
    public mutating func flag(_ type: UInt16) {
        attribute(type) { _ in }
    }

    /// Appends an attribute of a number in the machine's byte order; nothing if there is none.
    public mutating func attribute<Value: FixedWidthInteger>(_ type: UInt16, integer value: Value?) {
        guard let value else { return }
        attribute(type) { $0.append(integer: value) }
    }

    /// Appends an attribute of a number in network byte order; nothing if there is none.
    public mutating func attribute<Value: FixedWidthInteger>(_ type: UInt16, bigEndian value: Value?) {
        attribute(type, integer: value?.bigEndian)
    }

    /// Appends an attribute of a byte that is 0 or 1; nothing if there is none.
    public mutating func attribute(_ type: UInt16, bool value: Bool?) {
        attribute(type, integer: value.map { UInt8($0 ? 1 : 0) })
    }

    /// Appends an attribute of a text and the zero byte that ends it; nothing if there is none.
    public mutating func attribute(_ type: UInt16, text value: String?) {
        guard let value else { return }
        attribute(type) { writer in
            writer.append(value.utf8)
            writer.append(integer: UInt8(0))
        }
    }

    /// Appends an attribute of an IP address; nothing if there is none.
    public mutating func attribute(_ type: UInt16, address value: IPAddress?) {
        guard let value else { return }
        attribute(type) { $0.append(value.bytes) }
    }

    /// Appends an attribute of a hardware address; nothing if there is none.
    public mutating func attribute(_ type: UInt16, address value: MACAddress?) {
        guard let value else { return }
        attribute(type) { $0.append(value.bytes) }
    }
}
