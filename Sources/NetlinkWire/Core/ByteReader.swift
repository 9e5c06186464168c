// SPDX-License-Identifier: Apache-2.0

/// Takes values off the front of a run of bytes.
///
/// It never reads beyond the end: it throws.
public struct ByteReader: Sendable {
    /// What has not been read.
    public private(set) var rest: ArraySlice<UInt8>

    /// A reader of these bytes; their indices are what errors give as offsets.
    public init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// Takes so many bytes; `what` names them in the error.
    public mutating func bytes(_ count: Int, of what: String) throws(DecodeError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else {
            throw DecodeError("\(what): \(rest.count) bytes where \(count) are needed", offset: rest.startIndex)
        }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return taken
    }

    /// Takes a number in the machine's byte order; `what` names it in the error.
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

    /// Takes a number in network byte order; `what` names it in the error.
    public mutating func bigEndianInteger<Value: FixedWidthInteger>(
        _ what: String,
        as type: Value.Type = Value.self
    ) throws(DecodeError) -> Value {
        Value(bigEndian: try integer(what, as: type))
    }

    /// Takes all the rest as attributes.
    public mutating func attributes() throws(DecodeError) -> [Attribute] {
        let attributes = try Attribute.decodeAll(rest)
        rest = rest.suffix(0)
        return attributes
    }
}
