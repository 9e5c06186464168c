public import Addressing

/// Which connections a request is about.
public struct ConnectionRequest: Hashable, Sendable {
    /// The family; nil for both.
    public var family: IPFamily?
    /// The one that began like this (`CTA_TUPLE_ORIG`); nil for all that the rest is true of.
    public var original: ConnectionTuple?
    /// The kernel's number for the one (`CTA_ID`), so that none is meant that came in its place.
    public var id: UInt32?
    /// The bits of the mark that count, and what they have to be (`CTA_MARK`, `CTA_MARK_MASK`).
    public var mark: ConnectionMark?
    /// The zone (`CTA_ZONE`).
    ///
    /// Where one connection is meant, none is zone 0. In a request for many, kernels before 6.8 do not heed it.
    public var zone: UInt16?

    /// A request about all connections, or those of a family.
    public init(family: IPFamily? = nil) {
        self.family = family
    }

    /// A request about one connection.
    public init(_ connection: ConnectionMessage) {
        family = connection.family
        original = connection.original
        id = connection.id
        zone = connection.zone == 0 ? nil : connection.zone
    }
}

extension ConnectionRequest: NetlinkPayload {
    private typealias Field = ConnectionMessage.Field

    /// Reads it from the payload of a message.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        let offset = payload.startIndex
        switch try NFHeader(&reader).family {
        case .unspecified: family = nil
        case .ipv4: family = .v4
        case .ipv6: family = .v6
        case let other: throw DecodeError("connections are not of the family \(other)", offset: offset)
        }
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.original: original = try ConnectionTuple(attribute)
            case Field.id: id = try attribute.bigEndianInteger()
            case Field.mark: mark = ConnectionMark(try attribute.bigEndianInteger(), mask: mark?.mask ?? .max)
            case Field.markMask: mark = ConnectionMark(mark?.value ?? 0, mask: try attribute.bigEndianInteger())
            case Field.zone: zone = try attribute.bigEndianInteger()
            default: throw attribute.malformed("part of a request")
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family.map { NFFamily($0) } ?? .unspecified).encode(to: &writer)
        if let original { writer.nested(Field.original) { original.encode(to: &$0) } }
        writer.attribute(Field.mark, bigEndian: mark?.value)
        writer.attribute(Field.markMask, bigEndian: mark?.mask)
        writer.attribute(Field.id, bigEndian: id)
        writer.attribute(Field.zone, bigEndian: zone)
    }
}
