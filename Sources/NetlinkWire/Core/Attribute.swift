// SPDX-License-Identifier: Apache-2.0

/// One attribute of a message (`struct nlattr`): a type and what it carries.
public struct Attribute: Hashable, Sendable {
    /// The type as it travels, with the two flag bits.
    public let rawType: UInt16
    /// What it carries, without padding.
    ///
    /// After decoding, the indices are offsets in the datagram.
    public let payload: ArraySlice<UInt8>

    /// An attribute of this type, whose two upper bits are flags, with this payload.
    public init(rawType: UInt16, payload: ArraySlice<UInt8>) {
        self.rawType = rawType
        self.payload = payload
    }

    /// The type without the flag bits (`NLA_TYPE_MASK`).
    public var type: UInt16 { rawType & ~(Self.nestedFlag | Self.networkOrderFlag) }

    /// Whether it says that it carries attributes (`NLA_F_NESTED`).
    ///
    /// Older parts of the kernel do not say it.
    public var isNested: Bool { rawType & Self.nestedFlag != 0 }

    /// Whether it says that its number is in network order (`NLA_F_NET_BYTEORDER`).
    public var isNetworkOrder: Bool { rawType & Self.networkOrderFlag != 0 }

    static let nestedFlag: UInt16 = 0x8000
    static let networkOrderFlag: UInt16 = 0x4000
    static let headerLength = 4

    /// The same attribute on bytes of its own, so that keeping it does not keep the datagram.
    var detached: Attribute { Attribute(rawType: rawType, payload: Array(payload)[...]) }
}

extension Attribute {
    /// Reads a run of attributes, in order.
    ///
    /// As the kernel does (`nla_ok`), it ignores a rest of fewer than 4 bytes.
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

    /// The attributes that it carries, whether or not it says so.
    public func attributes() throws(DecodeError) -> [Attribute] {
        try Self.decodeAll(payload)
    }

    /// The number that it carries, in the machine's byte order; its size must be the number's.
    public func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(DecodeError) -> Value {
        guard let value = Value(hostBytes: payload) else {
            throw wrongLength(needed: Value.bitWidth / 8)
        }
        return value
    }

    /// The number that it carries, in network byte order; its size must be the number's.
    public func bigEndianInteger<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(DecodeError) -> Value {
        Value(bigEndian: try integer(type))
    }

    /// Whether the one byte that it carries is other than 0.
    public func bool() throws(DecodeError) -> Bool {
        try integer(UInt8.self) != 0
    }

    /// The text that it carries, up to the first zero byte; what is not UTF-8 becomes U+FFFD.
    public var text: String {
        String(decoding: payload.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The error that says that it is not as long as it has to be.
    public func wrongLength(needed: Int) -> DecodeError {
        DecodeError("attribute \(type): \(payload.count) bytes where \(needed) are needed", offset: payload.startIndex)
    }
}
