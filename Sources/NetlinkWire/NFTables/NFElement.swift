// SPDX-License-Identifier: Apache-2.0

/// An element of a set: a key or a range of keys, and in a map its value.
public struct NFElement: Hashable, Sendable {
    /// The key's bytes (`NFTA_SET_ELEM_KEY`).
    public var key: [UInt8]
    /// The last key of the range, in a concatenation of ranges (`NFTA_SET_ELEM_KEY_END`).
    public var keyEnd: [UInt8]?
    /// What the key leads to, in a map (`NFTA_SET_ELEM_DATA`).
    public var value: NFData?
    /// Flags (`NFTA_SET_ELEM_FLAGS`): 1 = the key is the first one *after* a range.
    public var flags: UInt32
    /// How long it lasts, in milliseconds (`NFTA_SET_ELEM_TIMEOUT`).
    public var timeout: UInt64?
    /// How long it still lasts, in milliseconds (`NFTA_SET_ELEM_EXPIRATION`).
    public var expiration: UInt64?
    /// The element's own state of its set's ``NFSet/expression`` (`NFTA_SET_ELEM_EXPR`).
    public var expression: NFExpression?
    /// Bytes for whoever made it (`NFTA_SET_ELEM_USERDATA`).
    public var userData: [UInt8]
    /// Attributes that this type does not know.
    public var unknown: [Attribute]

    /// An element to be added, or its key to be deleted.
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

    /// The flag of an element that ends the range begun by the one before it (`NFT_SET_ELEM_INTERVAL_END`).
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
