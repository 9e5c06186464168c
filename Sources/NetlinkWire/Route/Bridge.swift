// SPDX-License-Identifier: Apache-2.0

/// The settings of a bridge (`IFLA_BR_…`).
///
/// A nil setting is not sent. Read-only settings and the group address are only decoded, into ``unknown``: once the group address is set,
/// the kernel no longer selects it.
public struct Bridge: Hashable, Sendable {
    /// The time that a port spends in each of the listening and learning states, in hundredths of a second (`IFLA_BR_FORWARD_DELAY`).
    public var forwardDelay: UInt32?
    /// The interval between hello messages of the root bridge, in hundredths of a second (`IFLA_BR_HELLO_TIME`).
    public var helloTime: UInt32?
    /// The lifetime of a received hello message, in hundredths of a second (`IFLA_BR_MAX_AGE`).
    public var maximumAge: UInt32?
    /// The lifetime of a learned MAC address, in hundredths of a second (`IFLA_BR_AGEING_TIME`).
    public var ageingTime: UInt32?
    /// The spanning tree protocol: 0 off, 1 in the kernel, 2 in a user-space program (`IFLA_BR_STP_STATE`).
    public var spanningTree: UInt32?
    /// The priority in the election of the root bridge; the lowest wins (`IFLA_BR_PRIORITY`).
    public var priority: UInt16?
    /// A Boolean value that indicates whether the bridge filters VLANs (`IFLA_BR_VLAN_FILTERING`).
    public var filtersVLANs: Bool?
    /// The mask of the addresses 01:80:c2:00:00:0X that are forwarded, one bit each (`IFLA_BR_GROUP_FWD_MASK`).
    public var groupForwardMask: UInt16?
    /// The role as multicast router: 0 never, 1 if queries are received, 2 always (`IFLA_BR_MCAST_ROUTER`).
    public var multicastRouter: UInt8?
    /// A Boolean value that indicates whether multicast is forwarded only to ports with members (`IFLA_BR_MCAST_SNOOPING`).
    public var snoopsMulticast: Bool?
    /// A Boolean value that indicates whether the bridge sends multicast membership queries (`IFLA_BR_MCAST_QUERIER`).
    public var queriesMulticast: Bool?
    /// The maximum number of multicast groups, above which the bridge stops snooping (`IFLA_BR_MCAST_HASH_MAX`).
    public var multicastGroupLimit: UInt32?
    /// A Boolean value that indicates whether bridged IPv4 packets pass the host's IPv4 rules (`IFLA_BR_NF_CALL_IPTABLES`).
    public var callsIPv4Rules: Bool?
    /// A Boolean value that indicates whether bridged IPv6 packets pass the host's IPv6 rules (`IFLA_BR_NF_CALL_IP6TABLES`).
    public var callsIPv6Rules: Bool?
    /// A Boolean value that indicates whether bridged ARP packets pass the host's ARP rules (`IFLA_BR_NF_CALL_ARPTABLES`).
    public var callsARPRules: Bool?
    /// The VLAN of untagged frames (`IFLA_BR_VLAN_DEFAULT_PVID`).
    public var defaultVLAN: UInt16?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a bridge with the kernel's defaults.
    public init() {}

    init(_ attributes: [Attribute]) throws(DecodeError) {
        for attribute in attributes {
            switch attribute.type {
            case Field.forwardDelay: forwardDelay = try attribute.integer()
            case Field.helloTime: helloTime = try attribute.integer()
            case Field.maximumAge: maximumAge = try attribute.integer()
            case Field.ageingTime: ageingTime = try attribute.integer()
            case Field.spanningTree: spanningTree = try attribute.integer()
            case Field.priority: priority = try attribute.integer()
            case Field.filtersVLANs: filtersVLANs = try attribute.bool()
            case Field.groupForwardMask: groupForwardMask = try attribute.integer()
            case Field.multicastRouter: multicastRouter = try attribute.integer()
            case Field.snoopsMulticast: snoopsMulticast = try attribute.bool()
            case Field.queriesMulticast: queriesMulticast = try attribute.bool()
            case Field.multicastGroupLimit: multicastGroupLimit = try attribute.integer()
            case Field.callsIPv4Rules: callsIPv4Rules = try attribute.bool()
            case Field.callsIPv6Rules: callsIPv6Rules = try attribute.bool()
            case Field.callsARPRules: callsARPRules = try attribute.bool()
            case Field.defaultVLAN: defaultVLAN = try attribute.integer()
            default: unknown.append(attribute.detached)
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.forwardDelay, integer: forwardDelay)
        writer.attribute(Field.helloTime, integer: helloTime)
        writer.attribute(Field.maximumAge, integer: maximumAge)
        writer.attribute(Field.ageingTime, integer: ageingTime)
        writer.attribute(Field.spanningTree, integer: spanningTree)
        writer.attribute(Field.priority, integer: priority)
        writer.attribute(Field.filtersVLANs, bool: filtersVLANs)
        writer.attribute(Field.groupForwardMask, integer: groupForwardMask)
        writer.attribute(Field.multicastRouter, integer: multicastRouter)
        writer.attribute(Field.snoopsMulticast, bool: snoopsMulticast)
        writer.attribute(Field.queriesMulticast, bool: queriesMulticast)
        writer.attribute(Field.multicastGroupLimit, integer: multicastGroupLimit)
        writer.attribute(Field.callsIPv4Rules, bool: callsIPv4Rules)
        writer.attribute(Field.callsIPv6Rules, bool: callsIPv6Rules)
        writer.attribute(Field.callsARPRules, bool: callsARPRules)
        writer.attribute(Field.defaultVLAN, integer: defaultVLAN)
        writer.attributes(unknown)
    }

    /// `IFLA_BR_…`.
    private enum Field {
        static let forwardDelay: UInt16 = 1
        static let helloTime: UInt16 = 2
        static let maximumAge: UInt16 = 3
        static let ageingTime: UInt16 = 4
        static let spanningTree: UInt16 = 5
        static let priority: UInt16 = 6
        static let filtersVLANs: UInt16 = 7
        static let groupForwardMask: UInt16 = 9
        static let multicastRouter: UInt16 = 22
        static let snoopsMulticast: UInt16 = 23
        static let queriesMulticast: UInt16 = 25
        static let multicastGroupLimit: UInt16 = 27
        static let callsIPv4Rules: UInt16 = 36
        static let callsIPv6Rules: UInt16 = 37
        static let callsARPRules: UInt16 = 38
        static let defaultVLAN: UInt16 = 39
    }
}
