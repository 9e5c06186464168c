// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What the packets of one direction of a connection have in common (`enum ctattr_tuple`).
public struct ConnectionTuple: Hashable, Sendable {
    /// Where they come from (`CTA_IP_V4_SRC`, `CTA_IP_V6_SRC`).
    public var source: IPAddress
    /// Where they go to (`CTA_IP_V4_DST`, `CTA_IP_V6_DST`).
    public var destination: IPAddress
    /// The protocol, and its ports or query (`CTA_TUPLE_PROTO`).
    public var transport: ConnectionTransport
    /// The zone, where it is one of this direction alone (`CTA_TUPLE_ZONE`).
    public var zone: UInt16?
    /// Attributes that this type does not know.
    public var unknown: [Attribute] = []
    /// Attributes beside its two addresses (`CTA_TUPLE_IP`) that this type does not know.
    public var unknownAddresses: [Attribute] = []

    /// A direction by its ends, which are of one family.
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

    /// Reads what an attribute of a message carries.
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
