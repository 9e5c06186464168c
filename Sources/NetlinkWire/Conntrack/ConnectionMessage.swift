// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A connection that the kernel tracks: what it was, what became of it, and how long it lasts (`enum ctattr_type`).
///
/// With no translation the reply's ends are the original's, exchanged. A translated destination shows in that the reply
/// comes from somewhere else than the original went to; a translated source in that it goes to somewhere else.
public struct ConnectionMessage: Hashable, Sendable {
    /// The direction of the first packet, before any translation (`CTA_TUPLE_ORIG`).
    public var original: ConnectionTuple
    /// The direction of the answers, as the other side sends them (`CTA_TUPLE_REPLY`).
    public var reply: ConnectionTuple
    /// What is known of it (`CTA_STATUS`).
    public var status: ConnectionStatus?
    /// For how many seconds it lasts if nothing more comes (`CTA_TIMEOUT`).
    public var timeout: UInt32?
    /// Its mark (`CTA_MARK`).
    public var mark: UInt32?
    /// The zone within which its addresses are told apart, 0 if there is none (`CTA_ZONE`).
    public var zone: UInt16
    /// The kernel's number for it, which another connection of the same ends does not have (`CTA_ID`); only read.
    public var id: UInt32?
    /// Attributes that this type does not know, such as the protocol's own state (`CTA_PROTOINFO`).
    public var unknown: [Attribute]

    /// A connection by its directions.
    public init(original: ConnectionTuple, reply: ConnectionTuple) {
        self.original = original
        self.reply = reply
        self.zone = 0
        self.unknown = []
    }

    /// The family of its addresses.
    public var family: IPFamily { original.source.family }
}

extension ConnectionMessage: NetlinkPayload {
    /// The attributes that requests have too.
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

    /// Reads it from the payload of a message.
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
