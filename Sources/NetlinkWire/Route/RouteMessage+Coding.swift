// SPDX-License-Identifier: Apache-2.0

import Addressing

extension RouteMessage: NetlinkPayload {
    /// Decodes a route (`RTM_NEWROUTE`, `RTM_DELROUTE`) or a request for one.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("route family"))
        destinationLength = try reader.integer("destination length of a route")
        sourceLength = try reader.integer("source length of a route")
        typeOfService = try reader.integer("type of service of a route")
        table = UInt32(try reader.integer("table of a route", as: UInt8.self))
        origin = RouteOrigin(rawValue: try reader.integer("origin of a route"))
        scope = RouteScope(rawValue: try reader.integer("scope of a route"))
        type = RouteType(rawValue: try reader.integer("type of a route"))
        flags = try reader.integer("flags of a route")
        for attribute in try reader.attributes() where try !decode(attribute) {
            unknown.append(attribute.detached)
        }
    }

    /// Decodes an attribute; returns false for an unsupported one.
    private mutating func decode(_ attribute: Attribute) throws(DecodeError) -> Bool {
        switch attribute.type {
        case Field.linkIndex: linkIndex = try attribute.linkIndex()
        case Field.priority: priority = try attribute.integer()
        case Field.metrics: metrics = try RouteMetrics(attribute.attributes())
        case Field.table: table = try attribute.integer()
        default: return decodeAddress(attribute)
        }
        return true
    }

    /// Decodes an IP address; returns false for another address, such as an MPLS label.
    private mutating func decodeAddress(_ attribute: Attribute) -> Bool {
        guard let address = IPAddress(bytes: attribute.payload) else { return false }
        switch attribute.type {
        case Field.destination: destination = address
        case Field.source: source = address
        case Field.gateway: gateway = address
        case Field.preferredSource: preferredSource = address
        default: return false
        }
        return true
    }

    /// Appends the message, with its attributes in ascending order of type.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append(integer: destinationLength)
        writer.append(integer: sourceLength)
        writer.append(integer: typeOfService)
        // The header contains only tables up to 255.
        writer.append(integer: UInt8(exactly: table) ?? 0)
        writer.append(integer: origin.rawValue)
        writer.append(integer: scope.rawValue)
        writer.append(integer: type.rawValue)
        writer.append(integer: flags)
        writer.attribute(Field.destination, address: destination)
        writer.attribute(Field.source, address: source)
        writer.attribute(Field.linkIndex, link: linkIndex)
        writer.attribute(Field.gateway, address: gateway)
        writer.attribute(Field.priority, integer: priority)
        writer.attribute(Field.preferredSource, address: preferredSource)
        if let metrics { writer.attribute(Field.metrics) { metrics.encode(to: &$0) } }
        if table > UInt8.max { writer.attribute(Field.table, integer: table) }
        writer.attributes(unknown)
    }

    /// `RTA_…`.
    private enum Field {
        static let destination: UInt16 = 1
        static let source: UInt16 = 2
        static let linkIndex: UInt16 = 4
        static let gateway: UInt16 = 5
        static let priority: UInt16 = 6
        static let preferredSource: UInt16 = 7
        static let metrics: UInt16 = 8
        static let table: UInt16 = 15
    }
}
