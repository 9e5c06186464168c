// SPDX-License-Identifier: Apache-2.0

/// Counts what comes by (`counter`).
public struct NFCounter: Hashable, Sendable {
    /// How many packets came by (`NFTA_COUNTER_PACKETS`).
    public var packets: UInt64
    /// How many bytes they had (`NFTA_COUNTER_BYTES`).
    public var bytes: UInt64

    /// A counter, at zero unless said otherwise.
    public init(packets: UInt64 = 0, bytes: UInt64 = 0) {
        self.packets = packets
        self.bytes = bytes
    }
}

extension NFCounter: NFExpressionKind {
    private enum Field {
        static let bytes: UInt16 = 1
        static let packets: UInt16 = 2
    }

    static var name: String { "counter" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        self.init()
        for attribute in attributes {
            switch attribute.type {
            case Field.bytes: bytes = try attribute.bigEndianInteger()
            case Field.packets: packets = try attribute.bigEndianInteger()
            default: return nil
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        if packets == 0 && bytes == 0 { return }
        writer.attribute(Field.bytes, bigEndian: bytes)
        writer.attribute(Field.packets, bigEndian: packets)
    }
}
