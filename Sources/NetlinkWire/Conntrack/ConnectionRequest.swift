// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A request for connections, or for a change of one connection.
public struct ConnectionRequest: Hashable, Sendable {
    /// The address family; nil for both.
    public var family: IPFamily?
    /// The original direction of the requested connection (`CTA_TUPLE_ORIG`); nil for every connection that matches the other properties.
    public var original: ConnectionTuple?
    /// The filter for a list of one family: the protocol of the original direction, and its ports if set (`CTA_TUPLE_ORIG` with
    /// `CTA_FILTER`).
    ///
    /// Kernels before 5.8 ignore the filter, and every kernel ignores ports of SCTP. Addresses are not filtered, since for IPv6 the kernel
    /// then lists all connections except the matching ones.
    public var transport: ConnectionTransport?
    /// The kernel's id of the connection (`CTA_ID`), which excludes a later connection of the same endpoints.
    public var id: UInt32?
    /// The bits of the mark to match, or to set in a change (`CTA_MARK`, `CTA_MARK_MASK`).
    public var mark: ConnectionMark?
    /// The conntrack zone (`CTA_ZONE`).
    ///
    /// In a request for one connection, nil means zone 0. In a request for a list, older kernels ignore the zone.
    public var zone: UInt16?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute] = []

    /// Creates a request for all connections, or for those of a family.
    public init(family: IPFamily? = nil) {
        self.family = family
    }

    /// Creates a request for one connection.
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

    /// Creates a value from the payload of a message.
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

    /// Reads a direction that has a protocol and no addresses.
    private static func transport(in attribute: Attribute) throws(DecodeError) -> ConnectionTransport {
        let attributes = try attribute.attributes()
        guard attributes.count == 1, attributes[0].type == ConnectionTuple.Field.transport else {
            throw attribute.malformed("protocol alone")
        }
        return try ConnectionTransport(try attributes[0].attributes())
    }
}

extension ConnectionTransport {
    /// The fields that the kernel compares (`CTA_FILTER_F_CTA_PROTO_NUM`, `…_SRC_PORT`, `…_DST_PORT`), in host byte order.
    fileprivate var filter: UInt32 {
        1 << 3 | (sourcePort == nil ? 0 : 1 << 4) | (destinationPort == nil ? 0 : 1 << 5)
    }
}
