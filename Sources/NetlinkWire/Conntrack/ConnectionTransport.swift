// SPDX-License-Identifier: Apache-2.0

/// The transport protocol of one direction of a connection, and its ports or query (`CTA_TUPLE_PROTO`).
public struct ConnectionTransport: Hashable, Sendable {
    /// The fields that identify a query of ICMP or ICMPv6.
    public struct Query: Hashable, Sendable {
        /// The message type (`CTA_PROTO_ICMP_TYPE`, `CTA_PROTO_ICMPV6_TYPE`): 8 and 128 are echo requests.
        public var type: UInt8
        /// The message code (`CTA_PROTO_ICMP_CODE`, `CTA_PROTO_ICMPV6_CODE`).
        public var code: UInt8
        /// The identifier that the reply repeats (`CTA_PROTO_ICMP_ID`, `CTA_PROTO_ICMPV6_ID`).
        public var id: UInt16

        /// Creates a query from its fields.
        public init(type: UInt8, code: UInt8 = 0, id: UInt16) {
            self.type = type
            self.code = code
            self.id = id
        }
    }

    /// The protocol number in the IP header (`CTA_PROTO_NUM`): 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6.
    public var number: UInt8
    /// The source port; nil for protocols without ports (`CTA_PROTO_SRC_PORT`).
    public var sourcePort: UInt16?
    /// The destination port; nil for protocols without ports (`CTA_PROTO_DST_PORT`).
    public var destinationPort: UInt16?
    /// The query; nil for protocols other than ICMP and ICMPv6.
    public var query: Query?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute] = []

    /// Creates a protocol from its number, with ports if it has any.
    public init(number: UInt8, sourcePort: UInt16? = nil, destinationPort: UInt16? = nil) {
        self.number = number
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
    }

    /// Creates a query of ICMP (1) or ICMPv6 (58).
    public init(number: UInt8, query: Query) {
        self.number = number
        self.query = query
    }

    /// Returns a Boolean value that indicates whether another value has the same number, and the same ports and query as far as they are
    /// set here.
    public func matches(_ other: ConnectionTransport) -> Bool {
        number == other.number
            && (sourcePort ?? other.sourcePort) == other.sourcePort
            && (destinationPort ?? other.destinationPort) == other.destinationPort
            && (query ?? other.query) == other.query
    }
}

extension ConnectionTransport {
    private enum Field {
        static let number: UInt16 = 1
        static let sourcePort: UInt16 = 2
        static let destinationPort: UInt16 = 3
    }

    /// The attributes of a query: `CTA_PROTO_ICMP_*` or `CTA_PROTO_ICMPV6_*`.
    private struct QueryField {
        let id: UInt16
        let type: UInt16
        let code: UInt16

        static let icmp = QueryField(id: 4, type: 5, code: 6)
        static let icmpv6 = QueryField(id: 7, type: 8, code: 9)
    }

    private static var icmpv6: UInt8 { 58 }

    private var queryField: QueryField { number == Self.icmpv6 ? .icmpv6 : .icmp }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        self.init(number: 0)
        var (id, type, code): (UInt16?, UInt8?, UInt8?)
        for attribute in attributes {
            switch attribute.type {
            case Field.number: number = try attribute.integer()
            case Field.sourcePort: sourcePort = try attribute.bigEndianInteger()
            case Field.destinationPort: destinationPort = try attribute.bigEndianInteger()
            case QueryField.icmp.id, QueryField.icmpv6.id: id = try attribute.bigEndianInteger()
            case QueryField.icmp.type, QueryField.icmpv6.type: type = try attribute.integer()
            case QueryField.icmp.code, QueryField.icmpv6.code: code = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
        if let id, let type, let code { query = Query(type: type, code: code, id: id) }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.number, integer: number)
        writer.attribute(Field.sourcePort, bigEndian: sourcePort)
        writer.attribute(Field.destinationPort, bigEndian: destinationPort)
        if let query {
            writer.attribute(queryField.id, bigEndian: query.id)
            writer.attribute(queryField.type, integer: query.type)
            writer.attribute(queryField.code, integer: query.code)
        }
        writer.attributes(unknown)
    }
}
