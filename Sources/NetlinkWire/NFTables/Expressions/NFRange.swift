// SPDX-License-Identifier: Apache-2.0

/// An expression that compares a register with a range, byte by byte (`range`).
public struct NFRange: Hashable, Sendable {
    /// The register to compare (`NFTA_RANGE_SREG`).
    public var source: NFRegister
    /// The first value of the range (`NFTA_RANGE_FROM_DATA`).
    public var first: [UInt8]
    /// The last value of the range, of the same length (`NFTA_RANGE_TO_DATA`).
    public var last: [UInt8]
    /// A Boolean value that indicates whether the rule continues if the register is *not* in the range (`NFT_RANGE_NEQ`).
    public var isInverted: Bool

    /// Creates a comparison with a range; numbers must be in network byte order.
    public init(_ source: NFRegister, from first: [UInt8], through last: [UInt8], isInverted: Bool = false) {
        self.source = source
        self.first = first
        self.last = last
        self.isInverted = isInverted
    }
}

extension NFRange: NFExpressionKind {
    private enum Field {
        static let source: UInt16 = 1
        static let relation: UInt16 = 2
        static let first: UInt16 = 3
        static let last: UInt16 = 4
    }

    /// `NFT_RANGE_EQ` and `NFT_RANGE_NEQ`.
    private enum Relation: UInt32 {
        case inside = 0
        case outside = 1
    }

    static var name: String { "range" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var source: NFRegister?
        var relation: Relation?
        var first: [UInt8]?
        var last: [UInt8]?
        for attribute in attributes {
            switch attribute.type {
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.relation: relation = Relation(rawValue: try attribute.bigEndianInteger())
            case Field.first: first = try NFData.bytes(attribute)
            case Field.last: last = try NFData.bytes(attribute)
            default: return nil
            }
        }
        guard let source, let relation, let first, let last else { return nil }
        self.init(source, from: first, through: last, isInverted: relation == .outside)
    }

    func encode(to writer: inout ByteWriter) {
        let relation: Relation = isInverted ? .outside : .inside
        writer.attribute(Field.source, bigEndian: source.rawValue)
        writer.attribute(Field.relation, bigEndian: relation.rawValue)
        writer.nested(Field.first) { NFData.value(first).encode(to: &$0) }
        writer.nested(Field.last) { NFData.value(last).encode(to: &$0) }
    }
}
