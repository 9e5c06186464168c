// SPDX-License-Identifier: Apache-2.0

/// The settings of a bridge (`IFLA_BR_…`).
///
/// What is nil is not sent. The group address and all that cannot be set are read into ``unknown`` only: once the
/// group address has been set, the kernel no longer chooses it.
public struct Bridge: Hashable, Sendable {
    /// How long a port listens and learns before it forwards, in hundredths of a second (`IFLA_BR_FORWARD_DELAY`).
    public var forwardDelay: UInt32?
    /// How often the root bridge says so, in hundredths of a second (`IFLA_BR_HELLO_TIME`).
    public var helloTime: UInt32?
    /// How long such a word counts, in hundredths of a second (`IFLA_BR_MAX_AGE`).
    public var maximumAge: UInt32?
    /// How long a learnt address is remembered, in hundredths of a second (`IFLA_BR_AGEING_TIME`).
    public var ageingTime: UInt32?
    /// The spanning tree: 0 off, 1 the kernel's, 2 a program's (`IFLA_BR_STP_STATE`).
    public var spanningTree: UInt32?
    /// The claim to be the root: the lowest wins (`IFLA_BR_PRIORITY`).
    public var priority: UInt16?
    /// Whether frames are told apart by VLAN (`IFLA_BR_VLAN_FILTERING`).
    public var filtersVLANs: Bool?
    /// Which of the addresses 01:80:c2:00:00:0X are forwarded, a bit for each (`IFLA_BR_GROUP_FWD_MASK`).
    public var groupForwardMask: UInt16?
    /// Whether it counts as a multicast router: 0 never, 1 if it hears queries, 2 always (`IFLA_BR_MCAST_ROUTER`).
    public var multicastRouter: UInt8?
    /// Whether multicast goes only where it was asked for (`IFLA_BR_MCAST_SNOOPING`).
    public var snoopsMulticast: Bool?
    /// Whether it asks who wants multicast (`IFLA_BR_MCAST_QUERIER`).
    public var queriesMulticast: Bool?
    /// The most multicast groups that the bridge keeps; with more it stops snooping (`IFLA_BR_MCAST_HASH_MAX`).
    public var multicastGroupLimit: UInt32?
    /// Whether frames of IPv4 pass the host's IPv4 rules (`IFLA_BR_NF_CALL_IPTABLES`).
    public var callsIPv4Rules: Bool?
    /// Whether frames of IPv6 pass the host's IPv6 rules (`IFLA_BR_NF_CALL_IP6TABLES`).
    public var callsIPv6Rules: Bool?
    /// Whether frames of ARP pass the host's ARP rules (`IFLA_BR_NF_CALL_ARPTABLES`).
    public var callsARPRules: Bool?
    /// The VLAN of frames that carry none (`IFLA_BR_VLAN_DEFAULT_PVID`).
    public var defaultVLAN: UInt16?
    /// All other attributes, as they came.
    public var unknown: [Attribute] = []

    /// A bridge with the kernel's own settings.
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
