// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An address of a link (`struct ifaddrmsg` and `IFA_…`).
public struct AddressMessage: Hashable, Sendable {
    /// The family of the addresses.
    public var family: AddressFamily
    /// The prefix length of the subnet.
    public var prefixLength: UInt8
    /// The flags (`IFA_FLAGS`, and the header).
    public var flags: AddressFlags = []
    /// The scope of the address: 0 everywhere, 253 on the link, 254 on the host (`ifa_scope`).
    public var scope: RouteScope = .universe
    /// The index of the link.
    public var linkIndex: LinkIndex

    /// The address of the subnet, or of the peer of a point-to-point link (`IFA_ADDRESS`).
    public var address: IPAddress?
    /// The address of the link (`IFA_LOCAL`); omitted for IPv6 if both addresses are equal.
    public var local: IPAddress?
    /// The label for older programs, which begins with the name of the link (`IFA_LABEL`).
    public var label: String?
    /// The broadcast address of the subnet (`IFA_BROADCAST`).
    public var broadcast: IPAddress?
    /// The lifetime (`IFA_CACHEINFO`).
    public var lifetime: AddressLifetime?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a request for the addresses of a family.
    public init(family: AddressFamily) {
        self.family = family
        prefixLength = 0
        linkIndex = 0
    }

    /// Creates an address of a link, as both the local and the subnet address.
    public init(_ address: InterfaceAddress, linkIndex: LinkIndex) {
        family = AddressFamily(address.address.family)
        prefixLength = UInt8(address.prefixLength)
        self.linkIndex = linkIndex
        self.address = address.address
        local = address.address
    }

    /// The local address with its prefix; nil for a message without an address.
    public var interfaceAddress: InterfaceAddress? {
        (local ?? address).flatMap { InterfaceAddress($0, prefixLength: Int(prefixLength)) }
    }
}

extension AddressMessage: NetlinkPayload {
    /// Decodes an address (`RTM_NEWADDR`, `RTM_DELADDR`) or a request for one.
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

    /// Appends the message, with its attributes in ascending order of type.
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
        // The header contains only the lower 8 flags.
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
