// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A neighbor, or an entry of a bridge's forwarding table (`struct ndmsg` and `NDA_…`).
public struct NeighborMessage: Hashable, Sendable {
    /// The family of ``destination``, or ``AddressFamily/bridge`` for an entry of a forwarding table.
    public var family: AddressFamily
    /// The index of the link it is behind.
    public var linkIndex: LinkIndex
    /// What is known of it.
    public var state: NeighborState = []
    /// Its flags.
    public var flags: NeighborFlags = []
    /// What becomes of packets to it, where that is told (`ndm_type`).
    public var type: RouteType = .unspecified

    /// Its IP address (`NDA_DST`).
    public var destination: IPAddress?
    /// Its hardware address, if it is an Ethernet address (`NDA_LLADDR`); any other is among ``unknown``.
    public var hardwareAddress: MACAddress?
    /// The index of the bridge whose table it is in (`NDA_MASTER`).
    public var master: LinkIndex?
    /// The number of the program that made the entry, as routes have one (`NDA_PROTOCOL`, from Linux 5.0).
    public var maker: UInt8?
    /// All other attributes, as they came.
    public var unknown: [Attribute] = []

    /// A neighbor behind a link, or a request for those of a family if the index is 0.
    public init(family: AddressFamily, linkIndex: LinkIndex = 0) {
        self.family = family
        self.linkIndex = linkIndex
    }
}

extension NeighborMessage: NetlinkPayload {
    /// Reads a neighbor (`RTM_NEWNEIGH`, `RTM_DELNEIGH`) or a request about one.
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

    /// Takes an attribute in; false if it is not known, or no address of IP or Ethernet.
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

    /// Appends the message, attributes in the order of their numbers.
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
