// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A connection that the kernel tracks: its two directions, its status and its timeout (`enum ctattr_type`).
///
/// Without address translation, the reply direction is the original one with source and destination exchanged. With a translated
/// destination, the source of the reply differs from the original destination. With a translated source, the destination of the reply
/// differs from the original source.
public struct ConnectionMessage: Hashable, Sendable {
    /// The direction of the first packet, before translation (`CTA_TUPLE_ORIG`).
    public var original: ConnectionTuple
    /// The direction of the replies, as the remote side sends them (`CTA_TUPLE_REPLY`).
    public var reply: ConnectionTuple
    /// The status bits (`CTA_STATUS`).
    public var status: ConnectionStatus?
    /// The time until the kernel removes the connection if no further packet arrives, in seconds (`CTA_TIMEOUT`).
    public var timeout: UInt32?
    /// The mark (`CTA_MARK`).
    public var mark: UInt32?
    /// The conntrack zone that separates equal addresses, or 0 for none (`CTA_ZONE`).
    public var zone: UInt16
    /// The kernel's id of the connection, which differs for a later connection of the same endpoints (`CTA_ID`); read-only.
    public var id: UInt32?
    /// The attributes that this type does not decode, such as the protocol state (`CTA_PROTOINFO`).
    public var unknown: [Attribute]

    /// Creates a connection from its two directions.
    public init(original: ConnectionTuple, reply: ConnectionTuple) {
        self.original = original
        self.reply = reply
        self.zone = 0
        self.unknown = []
    }

    /// The family of the addresses.
    public var family: IPFamily { original.source.family }
}

extension ConnectionMessage: NetlinkPayload {
    /// The attributes that requests share (`CTA_…`).
    enum Field {
        static let original: UInt16 = 1
        static let reply: UInt16 = 2
        static let status: UInt16 = 3
        static let timeout: UInt16 = 7
        static let mark: UInt16 = 8
        static let id: UInt16 = 12
        static let zone: UInt16 = 18
        static let markMask: UInt16 = 21
    }

    /// Creates a value from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        _ = try NFHeader(&reader)
        let attributes = try reader.attributes()
        var original: ConnectionTuple?
        var reply: ConnectionTuple?
        for attribute in attributes {
            switch attribute.type {
            case Field.original: original = try ConnectionTuple(attribute)
            case Field.reply: reply = try ConnectionTuple(attribute)
            default: break
            }
        }
        guard let original, let reply else {
            throw DecodeError("connection without its two directions", offset: payload.startIndex)
        }
        self.init(original: original, reply: reply)
        for attribute in attributes {
            switch attribute.type {
            case Field.original, Field.reply: break
            case Field.status: status = ConnectionStatus(rawValue: try attribute.bigEndianInteger())
            case Field.timeout: timeout = try attribute.bigEndianInteger()
            case Field.mark: mark = try attribute.bigEndianInteger()
            case Field.id: id = try attribute.bigEndianInteger()
            case Field.zone: zone = try attribute.bigEndianInteger()
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: NFFamily(family)).encode(to: &writer)
        writer.nested(Field.original) { original.encode(to: &$0) }
        writer.nested(Field.reply) { reply.encode(to: &$0) }
        writer.attribute(Field.status, bigEndian: status?.rawValue)
        writer.attribute(Field.timeout, bigEndian: timeout)
        writer.attribute(Field.mark, bigEndian: mark)
        writer.attribute(Field.id, bigEndian: id)
        if zone != 0 { writer.attribute(Field.zone, bigEndian: zone) }
        writer.attributes(unknown)
    }
}
