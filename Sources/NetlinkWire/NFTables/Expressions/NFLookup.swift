// SPDX-License-Identifier: Apache-2.0

/// Goes on only if a set has what a register holds; a map's value goes into another register (`lookup`).
public struct NFLookup: Hashable, Sendable {
    /// The name of the set (`NFTA_LOOKUP_SET`).
    public var set: String
    /// The set's number within the batch, where the batch makes the set (`NFTA_LOOKUP_SET_ID`).
    public var setID: UInt32?
    /// Where the key begins (`NFTA_LOOKUP_SREG`).
    public var source: NFRegister
    /// Where the value goes, of a map (`NFTA_LOOKUP_DREG`).
    public var destination: NFRegister?
    /// Whether it goes on if the set does *not* have it (`NFT_LOOKUP_F_INV`).
    public var isInverted: Bool

    /// A look-up in a set of the rule's own table.
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
