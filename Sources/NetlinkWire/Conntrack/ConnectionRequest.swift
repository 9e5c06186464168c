// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Which connections a request is about; where it changes one, which bits of its mark become what.
public struct ConnectionRequest: Hashable, Sendable {
    /// The family; nil for both.
    public var family: IPFamily?
    /// The one that began like this (`CTA_TUPLE_ORIG`); nil for all that the rest is true of.
    public var original: ConnectionTuple?
    /// In a request for many of one family: the protocol in their first direction, and its ports as far as they are
    /// said (`CTA_TUPLE_ORIG` with `CTA_FILTER`).
    ///
    /// Kernels before 5.8 do not heed it, and none heeds the ports of SCTP. Addresses could be said the same way, but of
    /// IPv6 the kernel then lists all except those that match.
    public var transport: ConnectionTransport?
    /// The kernel's number for the one (`CTA_ID`), so that none is meant that came in its place.
    public var id: UInt32?
    /// The bits of the mark that count, and what they have to be (`CTA_MARK`, `CTA_MARK_MASK`).
    public var mark: ConnectionMark?
    /// The zone (`CTA_ZONE`).
    ///
    /// Where one connection is meant, none is zone 0. In a request for many, older kernels do not heed it.
    public var zone: UInt16?
    /// Attributes that this type does not know.
    public var unknown: [Attribute] = []

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

    private enum FilterField {
        /// `CTA_FILTER`.
        static let filter: UInt16 = 25
        /// `CTA_FILTER_ORIG_FLAGS`.
        static let original: UInt16 = 1
    }

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
        let attributes = try reader.attributes()
        let isFilter = attributes.contains { $0.type == FilterField.filter }
        for attribute in attributes {
            switch attribute.type {
            case Field.original where isFilter: transport = try Self.transport(in: attribute)
            case FilterField.filter: break
            case Field.original: original = try ConnectionTuple(attribute)
            case Field.id: id = try attribute.bigEndianInteger()
            case Field.mark: mark = ConnectionMark(try attribute.bigEndianInteger(), mask: mark?.mask ?? .max)
            case Field.markMask: mark = ConnectionMark(mark?.value ?? 0, mask: try attribute.bigEndianInteger())
            case Field.zone: zone = try attribute.bigEndianInteger()
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the payload of a message.
    public func encode(to writer: inout ByteWriter) {
        NFHeader(family: family.map { NFFamily($0) } ?? .unspecified).encode(to: &writer)
        if let transport {
            writer.nested(Field.original) { writer in
                writer.nested(ConnectionTuple.Field.transport) { transport.encode(to: &$0) }
            }
            writer.nested(FilterField.filter) { $0.attribute(FilterField.original, integer: transport.filter) }
        } else if let original {
            writer.nested(Field.original) { original.encode(to: &$0) }
        }
        writer.attribute(Field.mark, bigEndian: mark?.value)
        writer.attribute(Field.markMask, bigEndian: mark?.mask)
        writer.attribute(Field.id, bigEndian: id)
        writer.attribute(Field.zone, bigEndian: zone)
        writer.attributes(unknown)
    }

    /// The protocol in a direction of which no more is said.
    private static func transport(in attribute: Attribute) throws(DecodeError) -> ConnectionTransport {
        let attributes = try attribute.attributes()
        guard attributes.count == 1, attributes[0].type == ConnectionTuple.Field.transport else {
            throw attribute.malformed("protocol alone")
        }
        return try ConnectionTransport(try attributes[0].attributes())
    }
}

extension ConnectionTransport {
    /// What the kernel is to compare (`CTA_FILTER_F_CTA_PROTO_NUM`, `…_SRC_PORT`, `…_DST_PORT`), in the host's order.
    fileprivate var filter: UInt32 {
        1 << 3 | (sourcePort == nil ? 0 : 1 << 4) | (destinationPort == nil ? 0 : 1 << 5)
    }
}
