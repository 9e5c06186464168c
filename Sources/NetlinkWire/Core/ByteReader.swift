// SPDX-License-Identifier: Apache-2.0

/// A reader that consumes values from the front of a sequence of bytes.
///
/// A read beyond the end throws.
public struct ByteReader: Sendable {
    /// The bytes that remain to be read.
    public private(set) var rest: ArraySlice<UInt8>

    /// Creates a reader of bytes; their indices are the offsets in errors.
    public init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// Reads a number of bytes; `what` names them in the error.
    public mutating func bytes(_ count: Int, of what: String) throws(DecodeError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else {
            throw DecodeError("\(what): has \(rest.count) bytes, needs \(count)", offset: rest.startIndex)
        }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return taken
    }

    /// Reads a number in host byte order; `what` names it in the error.
    public mutating func integer<Value: FixedWidthInteger>(
        _ what: String,
        as type: Value.Type = Value.self
    ) throws(DecodeError) -> Value {
        let bytes = try bytes(Value.bitWidth / 8, of: what)
        guard let value = Value(hostBytes: bytes) else {
            throw DecodeError("\(what): not a number", offset: bytes.startIndex)
        }
        return value
    }

    /// Reads a number in network byte order; `what` names it in the error.
    public mutating func bigEndianInteger<Value: FixedWidthInteger>(
        _ what: String,
        as type: Value.Type = Value.self
    ) throws(DecodeError) -> Value {
        Value(bigEndian: try integer(what, as: type))
    }

    /// Reads all remaining bytes as attributes.
    public mutating func attributes() throws(DecodeError) -> [Attribute] {
        let attributes = try Attribute.decodeAll(rest)
        rest = rest.suffix(0)
        return attributes
    }
}
