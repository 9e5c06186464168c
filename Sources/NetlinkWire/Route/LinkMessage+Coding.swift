// SPDX-License-Identifier: Apache-2.0

import Addressing

extension LinkMessage: NetlinkPayload {
    /// Decodes a link (`RTM_NEWLINK`, `RTM_DELLINK`) or a request for one.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        try self.init(payload: payload, readsKind: true)
    }

    /// Decodes a link, or the peer of a veth, whose kind is not decoded to prevent unlimited nesting.
    init(payload: ArraySlice<UInt8>, readsKind: Bool) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("link family"))
        _ = try reader.bytes(1, of: "link header padding")
        hardwareType = try reader.integer("link hardware type")
        index = try reader.linkIndex("link index")
        flags = LinkFlags(rawValue: try reader.integer("link flags"))
        changedFlags = LinkFlags(rawValue: try reader.integer("changed link flags"))
        for attribute in try reader.attributes() {
            if attribute.type == Self.kindType, readsKind {
                try decodeKind(attribute)
            } else if Field.statistics.contains(attribute.type) {
                continue
            } else if try !decode(attribute) {
                unknown.append(attribute.detached)
            }
        }
    }

    /// Returns the group of a link without decoding other attributes, to skip links of other groups.
    public static func group(in payload: ArraySlice<UInt8>) throws(DecodeError) -> UInt32 {
        var reader = ByteReader(payload)
        _ = try reader.bytes(16, of: "link header")
        for attribute in try reader.attributes() where attribute.type == Field.group { return try attribute.integer() }
        return 0
    }

    /// Decodes an attribute; returns false for an unsupported one.
    private mutating func decode(_ attribute: Attribute) throws(DecodeError) -> Bool {
        switch attribute.type {
        case Field.name: name = attribute.text
        case Field.mtu: mtu = try attribute.integer()
        case Field.link: link = try attribute.linkIndex()
        case Field.master: master = try attribute.linkIndex()
        case Field.transmitQueueLength: transmitQueueLength = try attribute.integer()
        case Field.operationalState: operationalState = OperationalState(rawValue: try attribute.integer())
        case Field.namespacePID: namespacePID = try attribute.integer()
        case Field.alias: alias = attribute.text
        case Field.group: group = try attribute.integer()
        case Field.namespaceFD: namespaceFD = try attribute.integer()
        case Field.extendedFilter: extendedFilter = ExtendedFilter(rawValue: try attribute.integer())
        case Field.carrier: hasCarrier = try attribute.bool()
        case Field.linkNamespaceID: linkNamespaceID = try attribute.integer()
        case Field.carrierUpCount: carrierUpCount = try attribute.integer()
        case Field.bridgePort where family == .bridge: bridgePort = try BridgePort(attribute.attributes())
        case Field.settings where family == .unspecified: settings = try LinkSettings(attribute.attributes())
        default: return decodeHardwareAddress(attribute)
        }
        return true
    }

    /// Decodes an Ethernet address; returns false for an address of another kind of link, or another attribute.
    private mutating func decodeHardwareAddress(_ attribute: Attribute) -> Bool {
        guard let value = MACAddress(bytes: attribute.payload) else { return false }
        switch attribute.type {
        case Field.address: address = value
        case Field.permanentAddress: permanentAddress = value
        default: return false
        }
        return true
    }

    /// Appends the message, with its attributes in ascending order of type.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append(integer: UInt8(0))
        writer.append(integer: hardwareType)
        writer.append(index)
        writer.append(integer: flags.rawValue)
        writer.append(integer: changedFlags.rawValue)
        writer.attribute(Field.address, address: address)
        writer.attribute(Field.name, text: name)
        writer.attribute(Field.mtu, integer: mtu)
        writer.attribute(Field.link, link: link)
        writer.attribute(Field.master, link: master)
        if let bridgePort { writer.nested(Field.bridgePort) { bridgePort.encode(to: &$0) } }
        writer.attribute(Field.transmitQueueLength, integer: transmitQueueLength)
        writer.attribute(Field.operationalState, integer: operationalState?.rawValue)
        encodeKind(to: &writer)
        writer.attribute(Field.namespacePID, integer: namespacePID)
        writer.attribute(Field.alias, text: alias)
        if let settings { writer.attribute(Field.settings) { settings.encode(to: &$0) } }
        writer.attribute(Field.group, integer: group)
        writer.attribute(Field.namespaceFD, integer: namespaceFD)
        writer.attribute(Field.extendedFilter, integer: extendedFilter?.rawValue)
        writer.attribute(Field.carrier, bool: hasCarrier)
        writer.attribute(Field.linkNamespaceID, integer: linkNamespaceID)
        writer.attribute(Field.carrierUpCount, integer: carrierUpCount)
        writer.attribute(Field.permanentAddress, address: permanentAddress)
        writer.attributes(unknown)
    }

    /// `IFLA_…`.
    private enum Field {
        static let address: UInt16 = 1
        static let name: UInt16 = 3
        static let mtu: UInt16 = 4
        static let link: UInt16 = 5
        static let master: UInt16 = 10
        static let bridgePort: UInt16 = 12
        static let transmitQueueLength: UInt16 = 13
        static let operationalState: UInt16 = 16
        static let namespacePID: UInt16 = 19
        static let alias: UInt16 = 20
        static let settings: UInt16 = 26
        static let group: UInt16 = 27
        static let namespaceFD: UInt16 = 28
        static let extendedFilter: UInt16 = 29
        static let carrier: UInt16 = 33
        static let linkNamespaceID: UInt16 = 37
        static let carrierUpCount: UInt16 = 47
        static let permanentAddress: UInt16 = 54

        static let statistics: [UInt16] = [7, 23]
    }
}
