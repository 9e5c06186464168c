// SPDX-License-Identifier: Apache-2.0

/// An expression that looks up a register in a set (`lookup`).
///
/// The rule continues if the set contains the key. A map's value is loaded into another register.
public struct NFLookup: Hashable, Sendable {
    /// The name of the set (`NFTA_LOOKUP_SET`).
    public var set: String
    /// The id of a set that the same batch creates (`NFTA_LOOKUP_SET_ID`).
    public var setID: UInt32?
    /// The register at which the key begins (`NFTA_LOOKUP_SREG`).
    public var source: NFRegister
    /// The register for the value of a map (`NFTA_LOOKUP_DREG`).
    public var destination: NFRegister?
    /// A Boolean value that indicates whether the rule continues if the set does *not* contain the key (`NFT_LOOKUP_F_INV`).
    public var isInverted: Bool

    /// Creates a lookup in a set of the rule's table.
    public init(_ source: NFRegister, in set: String, isInverted: Bool = false, into destination: NFRegister? = nil) {
        self.set = set
        self.source = source
        self.destination = destination
        self.isInverted = isInverted
    }
}

extension NFLookup: NFExpressionKind {
    private enum Field {
        static let set: UInt16 = 1
        static let source: UInt16 = 2
        static let destination: UInt16 = 3
        static let setID: UInt16 = 4
        static let flags: UInt16 = 5
    }

    /// `NFT_LOOKUP_F_INV`.
    private static var invertedFlag: UInt32 { 1 }

    static var name: String { "lookup" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var set: String?
        var setID: UInt32?
        var source: NFRegister?
        var destination: NFRegister?
        var flags: UInt32 = 0
        for attribute in attributes {
            switch attribute.type {
            case Field.set: set = attribute.text
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.setID: setID = try attribute.bigEndianInteger()
            case Field.flags: flags = try attribute.bigEndianInteger()
            default: return nil
            }
        }
        guard let set, let source, flags == 0 || flags == Self.invertedFlag else { return nil }
        self.init(source, in: set, isInverted: flags == Self.invertedFlag, into: destination)
        self.setID = setID
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.source, bigEndian: source.rawValue)
        writer.attribute(Field.destination, bigEndian: destination?.rawValue)
        writer.attribute(Field.set, text: set)
        writer.attribute(Field.setID, bigEndian: setID)
        if isInverted { writer.attribute(Field.flags, bigEndian: Self.invertedFlag) }
    }
}
