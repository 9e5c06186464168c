// SPDX-License-Identifier: Apache-2.0

/// An expression that adds an element to a set, or renews its timeout (`update @set { key timeout 10m counter : value }`).
///
/// Other operations, and element state other than a counter, are decoded as ``NFOtherExpression``.
public struct NFSetUpdate: Hashable, Sendable {
    /// The name of the set (`NFTA_DYNSET_SET_NAME`).
    public var set: String
    /// The id of a set that the same batch creates (`NFTA_DYNSET_SET_ID`).
    public var setID: UInt32?
    /// The register at which the key begins (`NFTA_DYNSET_SREG_KEY`).
    public var key: NFRegister
    /// The register at which the value of a new map element begins (`NFTA_DYNSET_SREG_DATA`).
    public var value: NFRegister?
    /// The timeout of the element, in milliseconds; 0 is the default of the set (`NFTA_DYNSET_TIMEOUT`).
    public var timeout: UInt64
    /// The counter of packets for each element, if any (`NFTA_DYNSET_EXPR`).
    public var counter: NFCounter?

    /// Creates an update of a set of the rule's table.
    public init(
        _ set: String,
        key: NFRegister,
        value: NFRegister? = nil,
        timeout: UInt64 = 0,
        counter: NFCounter? = nil
    ) {
        self.set = set
        self.key = key
        self.value = value
        self.timeout = timeout
        self.counter = counter
    }
}

extension NFSetUpdate: NFExpressionKind {
    private enum Field {
        static let set: UInt16 = 1
        static let setID: UInt16 = 2
        static let operation: UInt16 = 3
        static let key: UInt16 = 4
        static let value: UInt16 = 5
        static let timeout: UInt16 = 6
        static let expression: UInt16 = 7
        static let flags: UInt16 = 9
    }

    /// `NFT_DYNSET_OP_UPDATE`.
    private static var update: UInt32 { 1 }

    static var name: String { "dynset" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var set: String?
        var setID: UInt32?
        var operation: UInt32?
        var key: NFRegister?
        var value: NFRegister?
        var timeout: UInt64 = 0
        var counter: NFCounter?
        for attribute in attributes {
            switch attribute.type {
            case Field.set: set = attribute.text
            case Field.setID: setID = try attribute.bigEndianInteger()
            case Field.operation: operation = try attribute.bigEndianInteger()
            case Field.key: key = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.value: value = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.timeout: timeout = try attribute.bigEndianInteger()
            case Field.expression:
                guard case .counter(let found) = try NFExpression(try attribute.attributes()) else { return nil }
                counter = found
            case Field.flags:
                let flags: UInt32 = try attribute.bigEndianInteger()
                guard flags == 0 else { return nil }
            default: return nil
            }
        }
        guard let set, let key, operation == Self.update else { return nil }
        self.init(set, key: key, value: value, timeout: timeout, counter: counter)
        self.setID = setID
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.key, bigEndian: key.rawValue)
        writer.attribute(Field.value, bigEndian: value?.rawValue)
        writer.attribute(Field.operation, bigEndian: Self.update)
        if timeout > 0 { writer.attribute(Field.timeout, bigEndian: timeout) }
        writer.attribute(Field.set, text: set)
        writer.attribute(Field.setID, bigEndian: setID)
        if let counter { writer.nested(Field.expression) { counter.encodeExpression(to: &$0) } }
    }
}
