// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A link that sends frames in UDP packets to other hosts, with a VXLAN network identifier (`IFLA_VXLAN_…`, RFC 7348).
///
/// A nil value is not sent.
public struct Vxlan: Hashable, Sendable {
    /// The range of source ports for packets.
    public struct SourcePorts: Hashable, Sendable {
        /// The lowest port.
        public var first: UInt16
        /// The highest port.
        public var last: UInt16

        /// Creates a range of ports.
        public init(first: UInt16, last: UInt16) {
            self.first = first
            self.last = last
        }
    }

    /// The VXLAN network identifier, from 0 to 16,777,215 (`IFLA_VXLAN_ID`).
    public var id: UInt32?
    /// The destination of frames to unknown MAC addresses: another host, or a multicast group (`IFLA_VXLAN_GROUP`, `IFLA_VXLAN_GROUP6`).
    public var remote: IPAddress?
    /// The output link for packets (`IFLA_VXLAN_LINK`).
    public var link: LinkIndex?
    /// The source address of packets (`IFLA_VXLAN_LOCAL`, `IFLA_VXLAN_LOCAL6`).
    public var local: IPAddress?
    /// The time to live of packets; 0 uses the value of the route (`IFLA_VXLAN_TTL`).
    public var timeToLive: UInt8?
    /// The type of service of packets; 1 copies the value of the inner packet (`IFLA_VXLAN_TOS`).
    public var typeOfService: UInt8?
    /// A Boolean value that indicates whether the link learns MAC addresses from packets (`IFLA_VXLAN_LEARNING`).
    public var learns: Bool?
    /// The lifetime of a learned MAC address, in seconds (`IFLA_VXLAN_AGEING`).
    public var ageingTime: UInt32?
    /// The maximum number of learned MAC addresses; 0 for no limit (`IFLA_VXLAN_LIMIT`).
    public var stationLimit: UInt32?
    /// The source ports (`IFLA_VXLAN_PORT_RANGE`).
    public var sourcePorts: SourcePorts?
    /// A Boolean value that indicates whether the link answers ARP and neighbor requests from the neighbor table (`IFLA_VXLAN_PROXY`).
    public var proxiesNeighbors: Bool?
    /// A Boolean value that indicates whether frames to a router go directly to the destination host (`IFLA_VXLAN_RSC`).
    public var shortCircuitsRoutes: Bool?
    /// A Boolean value that indicates whether the kernel reports unknown MAC addresses (`IFLA_VXLAN_L2MISS`).
    public var reportsUnknownStations: Bool?
    /// A Boolean value that indicates whether the kernel reports unknown neighbors (`IFLA_VXLAN_L3MISS`).
    public var reportsUnknownNeighbors: Bool?
    /// The UDP port; 4789 is registered, 8472 is the kernel's default (`IFLA_VXLAN_PORT`).
    public var port: UInt16?
    /// A Boolean value that indicates whether IPv4 packets have a UDP checksum (`IFLA_VXLAN_UDP_CSUM`).
    public var hasChecksum: Bool?
    /// A Boolean value that indicates whether IPv6 packets are sent without a UDP checksum (`IFLA_VXLAN_UDP_ZERO_CSUM6_TX`).
    public var sendsIPv6WithoutChecksum: Bool?
    /// A Boolean value that indicates whether the link accepts IPv6 packets without a UDP checksum (`IFLA_VXLAN_UDP_ZERO_CSUM6_RX`).
    public var acceptsIPv6WithoutChecksum: Bool?
    /// A Boolean value that indicates whether each packet's metadata contains its network and remote address (`external`,
    /// `IFLA_VXLAN_COLLECT_METADATA`).
    public var collectsMetadata: Bool?
    /// The flow label of IPv6 packets, up to 20 bits (`IFLA_VXLAN_LABEL`).
    public var flowLabel: UInt32?
    /// The fragmentation of packets: 0 allowed, 1 forbidden, 2 as in the inner packet (`IFLA_VXLAN_DF`).
    public var dontFragment: UInt8?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a VXLAN link with the kernel's defaults, or with a network identifier.
    public init(id: UInt32? = nil) {
        self.id = id
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.id: id = try attribute.integer()
            case Field.remote4, Field.remote6:
                if !decode(attribute, into: \.remote, in: Field.remote4) { unknown.append(attribute.detached) }
            case Field.link: link = try attribute.linkIndex()
            case Field.local4, Field.local6:
                if !decode(attribute, into: \.local, in: Field.local4) { unknown.append(attribute.detached) }
            case Field.timeToLive: timeToLive = try attribute.integer()
            case Field.typeOfService: typeOfService = try attribute.integer()
            case Field.learns: learns = try attribute.bool()
            case Field.ageingTime: ageingTime = try attribute.integer()
            case Field.stationLimit: stationLimit = try attribute.integer()
            case Field.sourcePorts: sourcePorts = try Self.sourcePorts(of: attribute)
            case Field.proxiesNeighbors: proxiesNeighbors = try attribute.bool()
            case Field.shortCircuitsRoutes: shortCircuitsRoutes = try attribute.bool()
            case Field.reportsUnknownStations: reportsUnknownStations = try attribute.bool()
            case Field.reportsUnknownNeighbors: reportsUnknownNeighbors = try attribute.bool()
            case Field.port: port = try attribute.bigEndianInteger()
            case Field.hasChecksum: hasChecksum = try attribute.bool()
            case Field.sendsIPv6WithoutChecksum: sendsIPv6WithoutChecksum = try attribute.bool()
            case Field.acceptsIPv6WithoutChecksum: acceptsIPv6WithoutChecksum = try attribute.bool()
            case Field.collectsMetadata: collectsMetadata = try attribute.bool()
            case Field.flowLabel: flowLabel = try attribute.bigEndianInteger()
            case Field.dontFragment: dontFragment = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Decodes an address of the attribute's family; returns false for an address of another family, or for a second address.
    private mutating func decode(
        _ attribute: Attribute,
        into field: WritableKeyPath<Self, IPAddress?>,
        in ipv4: UInt16
    ) -> Bool {
        guard self[keyPath: field] == nil, let address = IPAddress(bytes: attribute.payload),
            (address.family == .v4) == (attribute.type == ipv4)
        else { return false }
        self[keyPath: field] = address
        return true
    }

    private static func sourcePorts(of attribute: Attribute) throws(DecodeError) -> SourcePorts {
        let both: UInt32 = try attribute.bigEndianInteger()
        return SourcePorts(first: UInt16(both >> 16), last: UInt16(truncatingIfNeeded: both))
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.id, integer: id)
        writer.attribute(remote?.family == .v6 ? Field.remote6 : Field.remote4, address: remote)
        writer.attribute(Field.link, link: link)
        writer.attribute(local?.family == .v6 ? Field.local6 : Field.local4, address: local)
        writer.attribute(Field.timeToLive, integer: timeToLive)
        writer.attribute(Field.typeOfService, integer: typeOfService)
        writer.attribute(Field.learns, bool: learns)
        writer.attribute(Field.ageingTime, integer: ageingTime)
        writer.attribute(Field.stationLimit, integer: stationLimit)
        writer.attribute(
            Field.sourcePorts,
            bigEndian: sourcePorts.map { UInt32($0.first) << 16 | UInt32($0.last) }
        )
        writer.attribute(Field.proxiesNeighbors, bool: proxiesNeighbors)
        writer.attribute(Field.shortCircuitsRoutes, bool: shortCircuitsRoutes)
        writer.attribute(Field.reportsUnknownStations, bool: reportsUnknownStations)
        writer.attribute(Field.reportsUnknownNeighbors, bool: reportsUnknownNeighbors)
        writer.attribute(Field.port, bigEndian: port)
        writer.attribute(Field.hasChecksum, bool: hasChecksum)
        writer.attribute(Field.sendsIPv6WithoutChecksum, bool: sendsIPv6WithoutChecksum)
        writer.attribute(Field.acceptsIPv6WithoutChecksum, bool: acceptsIPv6WithoutChecksum)
        writer.attribute(Field.collectsMetadata, bool: collectsMetadata)
        writer.attribute(Field.flowLabel, bigEndian: flowLabel)
        writer.attribute(Field.dontFragment, integer: dontFragment)
        writer.attributes(unknown)
    }

    /// `IFLA_VXLAN_…`.
    private enum Field {
        static let id: UInt16 = 1
        static let remote4: UInt16 = 2
        static let link: UInt16 = 3
        static let local4: UInt16 = 4
        static let timeToLive: UInt16 = 5
        static let typeOfService: UInt16 = 6
        static let learns: UInt16 = 7
        static let ageingTime: UInt16 = 8
        static let stationLimit: UInt16 = 9
        static let sourcePorts: UInt16 = 10
        static let proxiesNeighbors: UInt16 = 11
        static let shortCircuitsRoutes: UInt16 = 12
        static let reportsUnknownStations: UInt16 = 13
        static let reportsUnknownNeighbors: UInt16 = 14
        static let port: UInt16 = 15
        static let remote6: UInt16 = 16
        static let local6: UInt16 = 17
        static let hasChecksum: UInt16 = 18
        static let sendsIPv6WithoutChecksum: UInt16 = 19
        static let acceptsIPv6WithoutChecksum: UInt16 = 20
        static let collectsMetadata: UInt16 = 25
        static let flowLabel: UInt16 = 26
        static let dontFragment: UInt16 = 29
    }
}
