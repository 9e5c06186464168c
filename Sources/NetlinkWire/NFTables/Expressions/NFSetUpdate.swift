// SPDX-License-Identifier: Apache-2.0

/// Adds an element to a set, or lets one that is there last as long again (`update @set { key timeout 10m counter : value }`).
///
/// Other operations, and states of elements beside a counter, are kept as ``NFOtherExpression``.
public struct NFSetUpdate: Hashable, Sendable {
    /// The name of the set (`NFTA_DYNSET_SET_NAME`).
    public var set: String
    /// The set's number within the batch, where the batch makes the set (`NFTA_DYNSET_SET_ID`).
    public var setID: UInt32?
    /// Where the key begins (`NFTA_DYNSET_SREG_KEY`).
    public var key: NFRegister
    /// Where the value of a new element begins, of a map (`NFTA_DYNSET_SREG_DATA`).
    public var value: NFRegister?
    /// How long the element lasts from now on, in milliseconds; 0 is as long as the set says (`NFTA_DYNSET_TIMEOUT`).
    public var timeout: UInt64
    /// What counts the packets of each element, if anything does (`NFTA_DYNSET_EXPR`).
    public var counter: NFCounter?

    /// An update of a set of the rule's own table.
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
