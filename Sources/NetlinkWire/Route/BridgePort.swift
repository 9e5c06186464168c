// SPDX-License-Identifier: Apache-2.0

/// The settings of a bridge port (`IFLA_BRPORT_…`).
///
/// A nil setting is not sent. Read-only settings are only decoded, into ``unknown``.
public struct BridgePort: Hashable, Sendable {
    /// The state: 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking (`IFLA_BRPORT_STATE`).
    public var state: UInt8?
    /// The priority in the election of the root port, up to 63; the lowest wins (`IFLA_BRPORT_PRIORITY`).
    public var priority: UInt16?
    /// The cost of the path through the port, 1 to 65,535 (`IFLA_BRPORT_COST`).
    public var cost: UInt32?
    /// A Boolean value that indicates whether a frame may leave by the port of its arrival: "hairpin" (`IFLA_BRPORT_MODE`).
    public var hairpin: Bool?
    /// A Boolean value that indicates whether the port rejects spanning tree messages (`IFLA_BRPORT_GUARD`).
    public var guardsSpanningTree: Bool?
    /// A Boolean value that indicates whether the port can never become the root port (`IFLA_BRPORT_PROTECT`, "root_block").
    public var blocksRoot: Bool?
    /// A Boolean value that indicates whether the first leave message ends a group on the port (`IFLA_BRPORT_FAST_LEAVE`).
    public var fastLeave: Bool?
    /// A Boolean value that indicates whether the port learns addresses (`IFLA_BRPORT_LEARNING`).
    public var learning: Bool?
    /// A Boolean value that indicates whether frames to unknown addresses leave by the port (`IFLA_BRPORT_UNICAST_FLOOD`).
    public var floodsUnicast: Bool?
    /// A Boolean value that indicates whether the bridge answers ARP requests for hosts behind the port (`IFLA_BRPORT_PROXYARP`).
    public var proxyARP: Bool?
    /// The presence of a multicast router behind the port: 0 no, 1 if detected, 2 yes (`IFLA_BRPORT_MULTICAST_ROUTER`).
    public var multicastRouter: UInt8?
    /// A Boolean value that indicates whether multicast without members leaves by the port (`IFLA_BRPORT_MCAST_FLOOD`).
    public var floodsMulticast: Bool?
    /// A Boolean value that indicates whether each member receives multicast as unicast (`IFLA_BRPORT_MCAST_TO_UCAST`).
    public var multicastToUnicast: Bool?
    /// A Boolean value that indicates whether broadcasts leave by the port (`IFLA_BRPORT_BCAST_FLOOD`).
    public var floodsBroadcast: Bool?
    /// The mask of the addresses 01:80:c2:00:00:0X that are forwarded, one bit each (`IFLA_BRPORT_GROUP_FWD_MASK`).
    public var groupForwardMask: UInt16?
    /// A Boolean value that indicates whether the port omits ARP and neighbor requests that the bridge can answer
    /// (`IFLA_BRPORT_NEIGH_SUPPRESS`).
    public var suppressesNeighbors: Bool?
    /// A Boolean value that indicates whether the port is isolated, and cannot reach other isolated ports (`IFLA_BRPORT_ISOLATED`).
    public var isolated: Bool?
    /// A Boolean value that indicates whether only addresses in the forwarding table may send (`IFLA_BRPORT_LOCKED`).
    public var locked: Bool?
    /// The maximum number of multicast groups behind the port; 0 for no limit (`IFLA_BRPORT_MCAST_MAX_GROUPS`, from Linux 6.3).
    public var multicastGroupLimit: UInt32?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a port with the kernel's defaults.
    public init() {}

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.state: state = try attribute.integer()
            case Field.priority: priority = try attribute.integer()
            case Field.cost: cost = try attribute.integer()
            case Field.hairpin: hairpin = try attribute.bool()
            case Field.guardsSpanningTree: guardsSpanningTree = try attribute.bool()
            case Field.blocksRoot: blocksRoot = try attribute.bool()
            case Field.fastLeave: fastLeave = try attribute.bool()
            case Field.learning: learning = try attribute.bool()
            case Field.floodsUnicast: floodsUnicast = try attribute.bool()
            case Field.proxyARP: proxyARP = try attribute.bool()
            case Field.multicastRouter: multicastRouter = try attribute.integer()
            case Field.floodsMulticast: floodsMulticast = try attribute.bool()
            case Field.multicastToUnicast: multicastToUnicast = try attribute.bool()
            case Field.floodsBroadcast: floodsBroadcast = try attribute.bool()
            case Field.groupForwardMask: groupForwardMask = try attribute.integer()
            case Field.suppressesNeighbors: suppressesNeighbors = try attribute.bool()
            case Field.isolated: isolated = try attribute.bool()
            case Field.locked: locked = try attribute.bool()
            case Field.multicastGroupLimit: multicastGroupLimit = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.state, integer: state)
        writer.attribute(Field.priority, integer: priority)
        writer.attribute(Field.cost, integer: cost)
        writer.attribute(Field.hairpin, bool: hairpin)
        writer.attribute(Field.guardsSpanningTree, bool: guardsSpanningTree)
        writer.attribute(Field.blocksRoot, bool: blocksRoot)
        writer.attribute(Field.fastLeave, bool: fastLeave)
        writer.attribute(Field.learning, bool: learning)
        writer.attribute(Field.floodsUnicast, bool: floodsUnicast)
        writer.attribute(Field.proxyARP, bool: proxyARP)
        writer.attribute(Field.multicastRouter, integer: multicastRouter)
        writer.attribute(Field.floodsMulticast, bool: floodsMulticast)
        writer.attribute(Field.multicastToUnicast, bool: multicastToUnicast)
        writer.attribute(Field.floodsBroadcast, bool: floodsBroadcast)
        writer.attribute(Field.groupForwardMask, integer: groupForwardMask)
        writer.attribute(Field.suppressesNeighbors, bool: suppressesNeighbors)
        writer.attribute(Field.isolated, bool: isolated)
        writer.attribute(Field.locked, bool: locked)
        writer.attribute(Field.multicastGroupLimit, integer: multicastGroupLimit)
        writer.attributes(unknown)
    }

    /// `IFLA_BRPORT_…`.
    private enum Field {
        static let state: UInt16 = 1
        static let priority: UInt16 = 2
        static let cost: UInt16 = 3
        static let hairpin: UInt16 = 4
        static let guardsSpanningTree: UInt16 = 5
        static let blocksRoot: UInt16 = 6
        static let fastLeave: UInt16 = 7
        static let learning: UInt16 = 8
        static let floodsUnicast: UInt16 = 9
        static let proxyARP: UInt16 = 10
        static let multicastRouter: UInt16 = 25
        static let floodsMulticast: UInt16 = 27
        static let multicastToUnicast: UInt16 = 28
        static let floodsBroadcast: UInt16 = 30
        static let groupForwardMask: UInt16 = 31
        static let suppressesNeighbors: UInt16 = 32
        static let isolated: UInt16 = 33
        static let locked: UInt16 = 39
        static let multicastGroupLimit: UInt16 = 42
    }
}
