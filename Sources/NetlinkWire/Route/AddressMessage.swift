// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An address of a link (`struct ifaddrmsg` and `IFA_…`).
public struct AddressMessage: Hashable, Sendable {
    /// The family of its addresses.
    public var family: AddressFamily
    /// The length of the subnet's prefix.
    public var prefixLength: UInt8
    /// How it is used (`IFA_FLAGS`, and the header's).
    public var flags: AddressFlags = []
    /// How far it counts: 0 everywhere, 253 on the link, 254 on the host (`ifa_scope`).
    public var scope: RouteScope = .universe
    /// The index of the link.
    public var linkIndex: LinkIndex

    /// The address of the subnet, or of the other end of a point-to-point link (`IFA_ADDRESS`).
    public var address: IPAddress?
    /// The link's own address (`IFA_LOCAL`); IPv6 leaves it out where it is the same.
    public var local: IPAddress?
    /// The name that old programs see for it; it begins with the link's (`IFA_LABEL`).
    public var label: String?
    /// The broadcast address of the subnet (`IFA_BROADCAST`).
    public var broadcast: IPAddress?
    /// How long it lasts (`IFA_CACHEINFO`).
    public var lifetime: AddressLifetime?
    /// All other attributes, as they came.
    public var unknown: [Attribute] = []

    /// A request for the addresses of a family.
    public init(family: AddressFamily) {
        self.family = family
        prefixLength = 0
        linkIndex = 0
    }

    /// The address of a link, as both its own and the subnet's.
    public init(_ address: InterfaceAddress, linkIndex: LinkIndex) {
        family = AddressFamily(address.address.family)
        prefixLength = UInt8(address.prefixLength)
        self.linkIndex = linkIndex
        self.address = address.address
        local = address.address
    }

    /// The link's own address with its prefix; nil if the message has no address.
    public var interfaceAddress: InterfaceAddress? {
        (local ?? address).flatMap { InterfaceAddress($0, prefixLength: Int(prefixLength)) }
    }
}

extension AddressMessage: NetlinkPayload {
    /// Reads an address (`RTM_NEWADDR`, `RTM_DELADDR`) or a request about one.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("address family"))
        prefixLength = try reader.integer("prefix length of an address")
        flags = AddressFlags(rawValue: UInt32(try reader.integer("address flags", as: UInt8.self)))
        scope = RouteScope(rawValue: try reader.integer("address scope"))
        linkIndex = try reader.linkIndex("link index of an address")
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.address: address = try attribute.ipAddress()
            case Field.local: local = try attribute.ipAddress()
            case Field.label: label = attribute.text
            case Field.broadcast: broadcast = try attribute.ipAddress()
            case Field.lifetime: lifetime = try AddressLifetime(attribute)
            case Field.flags: flags = AddressFlags(rawValue: try attribute.integer())
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the message, attributes in the order of their numbers.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append(integer: prefixLength)
        writer.append(integer: UInt8(truncatingIfNeeded: flags.rawValue))
        writer.append(integer: scope.rawValue)
        writer.append(linkIndex)
        writer.attribute(Field.address, address: address)
        writer.attribute(Field.local, address: local)
        writer.attribute(Field.label, text: label)
        writer.attribute(Field.broadcast, address: broadcast)
        if let lifetime { writer.attribute(Field.lifetime) { lifetime.encode(to: &$0) } }
        // The header has room for 8 flags.
        if flags.rawValue > UInt8.max { writer.attribute(Field.flags, integer: flags.rawValue) }
        writer.attributes(unknown)
    }

    /// `IFA_…`.
    private enum Field {
        static let address: UInt16 = 1
        static let local: UInt16 = 2
        static let label: UInt16 = 3
        static let broadcast: UInt16 = 4
        static let lifetime: UInt16 = 6
        static let flags: UInt16 = 8
    }
}
