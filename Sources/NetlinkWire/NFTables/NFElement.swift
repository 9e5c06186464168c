// SPDX-License-Identifier: Apache-2.0

/// An element of a set: a key or a range of keys, with a value in a map.
public struct NFElement: Hashable, Sendable {
    /// The key (`NFTA_SET_ELEM_KEY`).
    public var key: [UInt8]
    /// The last key of a range, in a concatenation of ranges (`NFTA_SET_ELEM_KEY_END`).
    public var keyEnd: [UInt8]?
    /// The value, in a map (`NFTA_SET_ELEM_DATA`).
    public var value: NFData?
    /// The flags (`NFTA_SET_ELEM_FLAGS`): 1 marks the first key *after* a range.
    public var flags: UInt32
    /// The timeout, in milliseconds (`NFTA_SET_ELEM_TIMEOUT`).
    public var timeout: UInt64?
    /// The remaining time, in milliseconds (`NFTA_SET_ELEM_EXPIRATION`).
    public var expiration: UInt64?
    /// The element's state of the set's ``NFSet/expression`` (`NFTA_SET_ELEM_EXPR`).
    public var expression: NFExpression?
    /// The data of the creating program (`NFTA_SET_ELEM_USERDATA`).
    public var userData: [UInt8]
    /// The attributes that this type does not decode.
    public var unknown: [Attribute]

    /// Creates an element to add, or a key to delete.
    public init(
        key: [UInt8],
        keyEnd: [UInt8]? = nil,
        value: NFData? = nil,
        flags: UInt32 = 0,
        expression: NFExpression? = nil
    ) {
        self.expression = expression
        self.key = key
        self.keyEnd = keyEnd
        self.value = value
        self.flags = flags
        self.userData = []
        self.unknown = []
    }

    /// The flag of an element that ends the range of the preceding element (`NFT_SET_ELEM_INTERVAL_END`).
    public static var intervalEnd: UInt32 { 1 }
}

extension NFElement {
    private enum Field {
        static let key: UInt16 = 1
        static let value: UInt16 = 2
        static let flags: UInt16 = 3
        static let timeout: UInt16 = 4
        static let expiration: UInt16 = 5
        static let userData: UInt16 = 6
        static let expression: UInt16 = 7
        static let keyEnd: UInt16 = 10
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        self.init(key: [])
        for attribute in attributes {
            switch attribute.type {
            case Field.key: key = try NFData.bytes(attribute)
            case Field.value: value = try NFData(try attribute.attributes())
            case Field.flags: flags = try attribute.bigEndianInteger()
            case Field.timeout: timeout = try attribute.bigEndianInteger()
            case Field.expiration: expiration = try attribute.bigEndianInteger()
            case Field.userData: userData = Array(attribute.payload)
            case Field.keyEnd: keyEnd = try NFData.bytes(attribute)
            case Field.expression: expression = try NFExpression(try attribute.attributes())
            default: unknown.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        if flags != 0 { writer.attribute(Field.flags, bigEndian: flags) }
        writer.attribute(Field.timeout, bigEndian: timeout)
        writer.attribute(Field.expiration, bigEndian: expiration)
        writer.nested(Field.key) { NFData.value(key).encode(to: &$0) }
        if let keyEnd { writer.nested(Field.keyEnd) { NFData.value(keyEnd).encode(to: &$0) } }
        if let value { writer.nested(Field.value) { value.encode(to: &$0) } }
        if !userData.isEmpty { writer.attribute(Field.userData) { $0.append(userData) } }
        if let expression { writer.nested(Field.expression) { expression.encode(to: &$0) } }
        writer.attributes(unknown)
    }
}
