// SPDX-License-Identifier: Apache-2.0

/// A rule of a chain: expressions that the kernel evaluates in order until one does not match.
public struct NFRule: Hashable, Sendable {
    /// The family of the table.
    public var family: NFFamily
    /// The name of the table (`NFTA_RULE_TABLE`).
    public var table: String
    /// The name of the chain (`NFTA_RULE_CHAIN`).
    public var chain: String
    /// The kernel's handle (`NFTA_RULE_HANDLE`): read, or selects the rule to replace.
    public var handle: UInt64?
    /// The handle of the rule to add after, or to insert before (`NFTA_RULE_POSITION`).
    public var position: UInt64?
    /// The expressions (`NFTA_RULE_EXPRESSIONS`).
    public var expressions: [NFExpression]
    /// The data of the creating program, up to 256 bytes (`NFTA_RULE_USERDATA`); `nft` stores comments here.
    public var userData: [UInt8]
    /// The attributes that this type does not decode.
    public var unknown: [Attribute]

    /// Creates a rule.
    public init(family: NFFamily, table: String, chain: String, expressions: [NFExpression]) {
        self.family = family
        self.table = table
        self.chain = chain
        self.expressions = expressions
        self.userData = []
        self.unknown = []
    }

    /// The counters of the rule, in order.
    public var counters: [NFCounter] {
        expressions.compactMap { expression in
            if case .counter(let counter) = expression { counter } else { nil }
        }
    }
}

extension NFRule: NetlinkPayload {
    private enum Field {
        static let table: UInt16 = 1
        static let chain: UInt16 = 2
        static let handle: UInt16 = 3
        static let expressions: UInt16 = 4
        static let position: UInt16 = 6
        static let userData: UInt16 = 7
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        self.init(family: try NFHeader(&reader).family, table: "", chain: "", expressions: [])
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.table: table = attribute.text
            case Field.chain: chain = attribute.text
            case Field.handle: handle = try attribute.bigEndianInteger()
            case Field.expressions:
                for element in try attribute.attributes() {
                    expressions.append(try NFExpression(try element.attributes()))
                }
            case Field.position: position = try attribute.bigEndianInteger()
            case Field.userData: userData = Array(attribute.payload)
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family).encode(to: &writer)
        writer.attribute(Field.table, text: table)
        writer.attribute(Field.chain, text: chain)
        writer.attribute(Field.handle, bigEndian: handle)
        writer.attribute(Field.position, bigEndian: position)
        if !expressions.isEmpty {
            writer.nested(Field.expressions) { writer in
                for expression in expressions {
                    writer.nested(NFListField.element) { expression.encode(to: &$0) }
                }
            }
        }
        if !userData.isEmpty { writer.attribute(Field.userData) { $0.append(userData) } }
        writer.attributes(unknown)
    }
}
