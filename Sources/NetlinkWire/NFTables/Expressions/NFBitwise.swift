// SPDX-License-Identifier: Apache-2.0

/// An expression that computes `(source & mask) ^ xor` (`bitwise`).
///
/// To set bits, clear them in the mask and set them in `xor`. Shifts are decoded as ``NFOtherExpression``.
public struct NFBitwise: Hashable, Sendable {
    /// The register that holds the operand (`NFTA_BITWISE_SREG`).
    public var source: NFRegister
    /// The register for the result (`NFTA_BITWISE_DREG`).
    public var destination: NFRegister
    /// The mask of the bits that are kept; its length is the length of the operand (`NFTA_BITWISE_MASK`, `NFTA_BITWISE_LEN`).
    public var mask: [UInt8]
    /// The bits that are inverted, of the same length (`NFTA_BITWISE_XOR`).
    public var xor: [UInt8]

    /// Creates a computation in place, or from one register into another.
    public init(_ source: NFRegister, into destination: NFRegister? = nil, mask: [UInt8], xor: [UInt8]) {
        self.source = source
        self.destination = destination ?? source
        self.mask = mask
        self.xor = xor
    }
}

extension NFBitwise: NFExpressionKind {
    private enum Field {
        static let source: UInt16 = 1
        static let destination: UInt16 = 2
        static let length: UInt16 = 3
        static let mask: UInt16 = 4
        static let xor: UInt16 = 5
        static let operation: UInt16 = 6
    }

    /// `NFT_BITWISE_MASK_XOR`.
    private static var maskAndXor: UInt32 { 0 }

    static var name: String { "bitwise" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var source: NFRegister?
        var destination: NFRegister?
        var length: UInt32?
        var mask: [UInt8]?
        var xor: [UInt8]?
        var operation = Self.maskAndXor
        for attribute in attributes {
            switch attribute.type {
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.length: length = try attribute.bigEndianInteger()
            case Field.mask: mask = try NFData.bytes(attribute)
            case Field.xor: xor = try NFData.bytes(attribute)
            case Field.operation: operation = try attribute.bigEndianInteger()
            default: return nil
            }
        }
        guard let source, let destination, let mask, let xor, operation == Self.maskAndXor else { return nil }
        guard length.map({ $0 == mask.count && $0 == xor.count }) ?? false else { return nil }
        self.init(source, into: destination, mask: mask, xor: xor)
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.source, bigEndian: source.rawValue)
        writer.attribute(Field.destination, bigEndian: destination.rawValue)
        writer.attribute(Field.operation, bigEndian: Self.maskAndXor)
        writer.attribute(Field.length, bigEndian: UInt32(mask.count))
        writer.nested(Field.mask) { NFData.value(mask).encode(to: &$0) }
        writer.nested(Field.xor) { NFData.value(xor).encode(to: &$0) }
    }
}
