// SPDX-License-Identifier: Apache-2.0

/// An expression that converts the byte order of numbers in a register (`byteorder`).
public struct NFByteOrder: Hashable, Sendable {
    /// A direction of conversion (`NFTA_BYTEORDER_OP`).
    public enum Operation: UInt32, Hashable, Sendable {
        /// From network to host byte order (`NFT_BYTEORDER_NTOH`).
        case toHost = 0
        /// From host to network byte order (`NFT_BYTEORDER_HTON`).
        case toNetwork = 1
    }

    /// The direction of the conversion.
    public var operation: Operation
    /// The register that holds the numbers (`NFTA_BYTEORDER_SREG`).
    public var source: NFRegister
    /// The register for the result (`NFTA_BYTEORDER_DREG`).
    public var destination: NFRegister
    /// The length of all numbers together, in bytes (`NFTA_BYTEORDER_LEN`).
    public var length: UInt32
    /// The size of each number, in bytes: 2, 4 or 8 (`NFTA_BYTEORDER_SIZE`).
    public var size: UInt32

    /// Creates a conversion in place, or from one register into another; of one number by default.
    public init(
        _ operation: Operation,
        of source: NFRegister,
        into destination: NFRegister? = nil,
        size: UInt32,
        length: UInt32? = nil
    ) {
        self.operation = operation
        self.source = source
        self.destination = destination ?? source
        self.length = length ?? size
        self.size = size
    }
}

extension NFByteOrder: NFExpressionKind {
    private enum Field {
        static let source: UInt16 = 1
        static let destination: UInt16 = 2
        static let operation: UInt16 = 3
        static let length: UInt16 = 4
        static let size: UInt16 = 5
    }

    static var name: String { "byteorder" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var source: NFRegister?
        var destination: NFRegister?
        var operation: Operation?
        var length: UInt32?
        var size: UInt32?
        for attribute in attributes {
            switch attribute.type {
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.operation: operation = Operation(rawValue: try attribute.bigEndianInteger())
            case Field.length: length = try attribute.bigEndianInteger()
            case Field.size: size = try attribute.bigEndianInteger()
            default: return nil
            }
        }
        guard let source, let destination, let operation, let length, let size else { return nil }
        self.init(operation, of: source, into: destination, size: size, length: length)
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.source, bigEndian: source.rawValue)
        writer.attribute(Field.destination, bigEndian: destination.rawValue)
        writer.attribute(Field.operation, bigEndian: operation.rawValue)
        writer.attribute(Field.length, bigEndian: length)
        writer.attribute(Field.size, bigEndian: size)
    }
}
