// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A neighbor, or an entry of a bridge's forwarding table (`struct ndmsg` and `NDA_…`).
public struct NeighborMessage: Hashable, Sendable {
    /// The family of ``destination``, or ``AddressFamily/bridge`` for an entry of a forwarding table.
    public var family: AddressFamily
    /// The index of the link to the neighbor.
    public var linkIndex: LinkIndex
    /// The state of the entry.
    public var state: NeighborState = []
    /// The flags.
    public var flags: NeighborFlags = []
    /// The type of route to the neighbor, if reported (`ndm_type`).
    public var type: RouteType = .unspecified

    /// The IP address (`NDA_DST`).
    public var destination: IPAddress?
    /// The hardware address, for an Ethernet address (`NDA_LLADDR`); any other is in ``unknown``.
    public var hardwareAddress: MACAddress?
    /// The index of the bridge that owns the forwarding table (`NDA_MASTER`).
    public var master: LinkIndex?
    /// The number of the program that added the entry, as for routes (`NDA_PROTOCOL`, from Linux 5.0).
    public var maker: UInt8?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a neighbor on a link, or a request for the neighbors of a family if the index is 0.
    public init(family: AddressFamily, linkIndex: LinkIndex = 0) {
        self.family = family
        self.linkIndex = linkIndex
    }
}

extension NeighborMessage: NetlinkPayload {
    /// Decodes a neighbor (`RTM_NEWNEIGH`, `RTM_DELNEIGH`) or a request for one.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("neighbor family"))
        _ = try reader.bytes(3, of: "neighbor header padding")
        linkIndex = try reader.linkIndex("link index of a neighbor")
        state = NeighborState(rawValue: try reader.integer("state of a neighbor"))
        flags = NeighborFlags(rawValue: try reader.integer("flags of a neighbor"))
        type = RouteType(rawValue: try reader.integer("type of a neighbor"))
        for attribute in try reader.attributes() where try !decode(attribute) {
            unknown.append(attribute.detached)
        }
    }

    /// Decodes an attribute; returns false for an unsupported one, and for an address that is neither IP nor Ethernet.
    private mutating func decode(_ attribute: Attribute) throws(DecodeError) -> Bool {
        switch attribute.type {
        case Field.destination:
            guard let address = IPAddress(bytes: attribute.payload) else { return false }
            destination = address
        case Field.hardwareAddress:
            guard let address = MACAddress(bytes: attribute.payload) else { return false }
            hardwareAddress = address
        case Field.master: master = try attribute.linkIndex()
        case Field.maker: maker = try attribute.integer()
        default: return false
        }
        return true
    }

    /// Appends the message, with its attributes in ascending order of type.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append([0, 0, 0])
        writer.append(linkIndex)
        writer.append(integer: state.rawValue)
        writer.append(integer: flags.rawValue)
        writer.append(integer: type.rawValue)
        writer.attribute(Field.destination, address: destination)
        writer.attribute(Field.hardwareAddress, address: hardwareAddress)
        writer.attribute(Field.master, link: master)
        writer.attribute(Field.maker, integer: maker)
        writer.attributes(unknown)
    }

    /// `NDA_…`.
    private enum Field {
        static let destination: UInt16 = 1
        static let hardwareAddress: UInt16 = 2
        static let master: UInt16 = 9
        static let maker: UInt16 = 12
    }
}
