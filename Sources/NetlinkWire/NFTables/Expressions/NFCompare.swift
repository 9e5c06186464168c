// SPDX-License-Identifier: Apache-2.0

/// An expression that compares a register with a constant, byte by byte from the first (`cmp`).
public struct NFCompare: Hashable, Sendable {
    /// The relation that must hold for the rule to continue (`NFTA_CMP_OP`).
    public enum Relation: UInt32, Hashable, Sendable {
        /// `==`
        case equal = 0
        /// `!=`
        case notEqual = 1
        /// `<`
        case less = 2
        /// `<=`
        case lessOrEqual = 3
        /// `>`
        case greater = 4
        /// `>=`
        case greaterOrEqual = 5
    }

    /// The register to compare (`NFTA_CMP_SREG`).
    public var source: NFRegister
    /// The relation that must hold.
    public var relation: Relation
    /// The constant (`NFTA_CMP_DATA`).
    public var value: [UInt8]

    /// Creates a comparison.
    public init(_ source: NFRegister, _ relation: Relation, to value: [UInt8]) {
        self.source = source
        self.relation = relation
        self.value = value
    }
}

extension NFCompare: NFExpressionKind {
    private enum Field {
        static let source: UInt16 = 1
        static let relation: UInt16 = 2
        static let value: UInt16 = 3
    }

    static var name: String { "cmp" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var source: NFRegister?
        var relation: Relation?
        var value: [UInt8]?
        for attribute in attributes {
            switch attribute.type {
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.relation: relation = Relation(rawValue: try attribute.bigEndianInteger())
            case Field.value: value = try NFData.bytes(attribute)
            default: return nil
            }
        }
        guard let source, let relation, let value else { return nil }
        self.init(source, relation, to: value)
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.source, bigEndian: source.rawValue)
        writer.attribute(Field.relation, bigEndian: relation.rawValue)
        writer.nested(Field.value) { NFData.value(value).encode(to: &$0) }
    }
}
