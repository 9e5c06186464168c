// SPDX-License-Identifier: Apache-2.0

/// An attribute of a message (`struct nlattr`): a type and a payload.
public struct Attribute: Hashable, Sendable {
    /// The type on the wire, with the two flag bits.
    public let rawType: UInt16
    /// The payload, without padding.
    ///
    /// After decoding, the indices are offsets in the datagram.
    public let payload: ArraySlice<UInt8>

    /// Creates an attribute from a payload and a type whose two upper bits are flags.
    public init(rawType: UInt16, payload: ArraySlice<UInt8>) {
        self.rawType = rawType
        self.payload = payload
    }

    /// The type without the flag bits (`NLA_TYPE_MASK`).
    public var type: UInt16 { rawType & ~(Self.nestedFlag | Self.networkOrderFlag) }

    /// A Boolean value that indicates whether the type has the flag for nested attributes (`NLA_F_NESTED`).
    ///
    /// Older parts of the kernel nest attributes without the flag.
    public var isNested: Bool { rawType & Self.nestedFlag != 0 }

    /// A Boolean value that indicates whether the type has the flag for network byte order (`NLA_F_NET_BYTEORDER`).
    public var isNetworkOrder: Bool { rawType & Self.networkOrderFlag != 0 }

    static let nestedFlag: UInt16 = 0x8000
    static let networkOrderFlag: UInt16 = 0x4000
    static let headerLength = 4

    /// A copy of the attribute that does not retain the datagram.
    var detached: Attribute { Attribute(rawType: rawType, payload: Array(payload)[...]) }
}

extension Attribute {
    /// Decodes consecutive attributes, in order.
    ///
    /// A remainder of fewer than 4 bytes is ignored, as in the kernel (`nla_ok`).
    public static func decodeAll(_ bytes: ArraySlice<UInt8>) throws(DecodeError) -> [Attribute] {
        var attributes: [Attribute] = []
        var reader = ByteReader(bytes)
        while reader.rest.count >= headerLength {
            let offset = reader.rest.startIndex
            let length = Int(try reader.integer("attribute length", as: UInt16.self))
            let rawType = try reader.integer("attribute type", as: UInt16.self)
            guard length >= headerLength else {
                throw DecodeError("attribute of length \(length), shorter than its header", offset: offset)
            }
            let payload = try reader.bytes(length - headerLength, of: "attribute payload")
            attributes.append(Attribute(rawType: rawType, payload: payload))
            // The last attribute may lack its padding.
            _ = try reader.bytes(min(length.aligned - length, reader.rest.count), of: "attribute padding")
        }
        return attributes
    }

    /// Returns the nested attributes, with or without the flag for them.
    public func attributes() throws(DecodeError) -> [Attribute] {
        try Self.decodeAll(payload)
    }

    /// Returns the number in the payload, in host byte order; the payload must have the size of the number.
    public func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(DecodeError) -> Value {
        guard let value = Value(hostBytes: payload) else {
            throw wrongLength(needed: Value.bitWidth / 8)
        }
        return value
    }

    /// Returns the number in the payload, in network byte order; the payload must have the size of the number.
    public func bigEndianInteger<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(DecodeError) -> Value {
        Value(bigEndian: try integer(type))
    }

    /// Returns a Boolean value that indicates whether the one byte of the payload is not 0.
    public func bool() throws(DecodeError) -> Bool {
        try integer(UInt8.self) != 0
    }

    /// The text in the payload, up to the first zero byte; invalid UTF-8 becomes U+FFFD.
    public var text: String {
        String(decoding: payload.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Returns the error for a payload of the wrong length.
    public func wrongLength(needed: Int) -> DecodeError {
        DecodeError("attribute \(type): has \(payload.count) bytes, needs \(needed)", offset: payload.startIndex)
    }
}
