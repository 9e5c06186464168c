// SPDX-License-Identifier: Apache-2.0

/// An expression that loads bytes of the packet into a register (`payload`).
public struct NFPayload: Hashable, Sendable {
    /// The header that the offset counts from (`NFTA_PAYLOAD_BASE`).
    public enum Base: UInt32, Hashable, Sendable {
        /// The Ethernet header.
        case linkHeader = 0
        /// The IPv4, IPv6 or ARP header.
        case networkHeader = 1
        /// The TCP, UDP or SCTP header.
        case transportHeader = 2
    }

    /// The header that contains the bytes.
    public var base: Base
    /// The offset from the start of the header, in bytes (`NFTA_PAYLOAD_OFFSET`).
    public var offset: UInt32
    /// The number of bytes to load (`NFTA_PAYLOAD_LEN`).
    public var length: UInt32
    /// The destination register (`NFTA_PAYLOAD_DREG`).
    public var destination: NFRegister

    /// Creates an expression that loads bytes of a header.
    public init(_ base: Base, offset: UInt32, length: UInt32, into destination: NFRegister) {
        self.base = base
        self.offset = offset
        self.length = length
        self.destination = destination
    }
}

extension NFPayload: NFExpressionKind {
    private enum Field {
        static let destination: UInt16 = 1
        static let base: UInt16 = 2
        static let offset: UInt16 = 3
        static let length: UInt16 = 4
    }

    static var name: String { "payload" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var destination: NFRegister?
        var base: Base?
        var offset: UInt32?
        var length: UInt32?
        for attribute in attributes {
            switch attribute.type {
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.base: base = Base(rawValue: try attribute.bigEndianInteger())
            case Field.offset: offset = try attribute.bigEndianInteger()
            case Field.length: length = try attribute.bigEndianInteger()
            default: return nil
            }
        }
        guard let destination, let base, let offset, let length else { return nil }
        self.init(base, offset: offset, length: length, into: destination)
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.destination, bigEndian: destination.rawValue)
        writer.attribute(Field.base, bigEndian: base.rawValue)
        writer.attribute(Field.offset, bigEndian: offset)
        writer.attribute(Field.length, bigEndian: length)
    }
}
