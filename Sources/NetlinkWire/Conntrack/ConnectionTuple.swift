// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The fields that all packets of one direction of a connection share (`enum ctattr_tuple`).
public struct ConnectionTuple: Hashable, Sendable {
    /// The source address (`CTA_IP_V4_SRC`, `CTA_IP_V6_SRC`).
    public var source: IPAddress
    /// The destination address (`CTA_IP_V4_DST`, `CTA_IP_V6_DST`).
    public var destination: IPAddress
    /// The transport protocol, and its ports or query (`CTA_TUPLE_PROTO`).
    public var transport: ConnectionTransport
    /// The conntrack zone, if it applies to this direction only (`CTA_TUPLE_ZONE`).
    public var zone: UInt16?
    /// The attributes that this type does not decode.
    public var unknown: [Attribute] = []
    /// The attributes beside the two addresses (`CTA_TUPLE_IP`) that this type does not decode.
    public var unknownAddresses: [Attribute] = []

    /// Creates a direction from its addresses, which must be of one family.
    public init(from source: IPAddress, to destination: IPAddress, over transport: ConnectionTransport) {
        self.source = source
        self.destination = destination
        self.transport = transport
    }
}

extension ConnectionTuple {
    enum Field {
        static let addresses: UInt16 = 1
        static let transport: UInt16 = 2
        static let zone: UInt16 = 3
    }

    private enum AddressField {
        static let ipv4Source: UInt16 = 1
        static let ipv4Destination: UInt16 = 2
        static let ipv6Source: UInt16 = 3
        static let ipv6Destination: UInt16 = 4
    }

    /// Creates a direction from an attribute of a message.
    init(_ attribute: Attribute) throws(DecodeError) {
        var source: IPAddress?
        var destination: IPAddress?
        var transport: ConnectionTransport?
        var zone: UInt16?
        var unknownAddresses: [Attribute] = []
        var unknown: [Attribute] = []
        for attribute in try attribute.attributes() {
            switch attribute.type {
            case Field.addresses:
                for address in try attribute.attributes() {
                    switch address.type {
                    case AddressField.ipv4Source, AddressField.ipv6Source: source = try address.ipAddress()
                    case AddressField.ipv4Destination, AddressField.ipv6Destination:
                        destination = try address.ipAddress()
                    default: unknownAddresses.append(address.detached)
                    }
                }
            case Field.transport: transport = try ConnectionTransport(try attribute.attributes())
            case Field.zone: zone = try attribute.bigEndianInteger()
            default: unknown.append(attribute.detached)
            }
        }
        guard let source, let destination, let transport else { throw attribute.malformed("connection's direction") }
        self.init(from: source, to: destination, over: transport)
        self.zone = zone
        self.unknownAddresses = unknownAddresses
        self.unknown = unknown
    }

    func encode(to writer: inout ByteWriter) {
        writer.nested(Field.addresses) { writer in
            writer.attribute(source.family == .v4 ? AddressField.ipv4Source : AddressField.ipv6Source, address: source)
            writer.attribute(
                destination.family == .v4 ? AddressField.ipv4Destination : AddressField.ipv6Destination,
                address: destination
            )
            writer.attributes(unknownAddresses)
        }
        writer.nested(Field.transport) { transport.encode(to: &$0) }
        writer.attribute(Field.zone, bigEndian: zone)
        writer.attributes(unknown)
    }
}
