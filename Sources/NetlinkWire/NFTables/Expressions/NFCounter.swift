// SPDX-License-Identifier: Apache-2.0

/// An expression that counts packets and bytes (`counter`).
public struct NFCounter: Hashable, Sendable {
    /// The number of packets (`NFTA_COUNTER_PACKETS`).
    public var packets: UInt64
    /// The number of bytes (`NFTA_COUNTER_BYTES`).
    public var bytes: UInt64

    /// Creates a counter, at zero by default.
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
