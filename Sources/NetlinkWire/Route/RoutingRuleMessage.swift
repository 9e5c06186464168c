// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A rule that selects a routing table (`struct fib_rule_hdr` and `FRA_…`; `ip rule`).
public struct RoutingRuleMessage: Hashable, Sendable {
    /// The family of the packets.
    public var family: AddressFamily
    /// The prefix length of ``destination``; 0 is any destination.
    public var destinationLength: UInt8 = 0
    /// The prefix length of ``source``; 0 is any source.
    public var sourceLength: UInt8 = 0
    /// The type of service of matching packets; 0 is any.
    public var typeOfService: UInt8 = 0
    /// The routing table of the lookup (`FRA_TABLE`, and the header).
    public var table: UInt32 = 0
    /// The action on matching packets.
    public var action: RoutingRuleAction = .unspecified
    /// The flags (`FIB_RULE_…`).
    public var flags: UInt32 = 0

    /// The lowest address of the destinations (`FRA_DST`).
    public var destination: IPAddress?
    /// The lowest address of the sources (`FRA_SRC`).
    public var source: IPAddress?
    /// The name of the input link (`FRA_IIFNAME`).
    public var incomingLink: String?
    /// The name of the link to which the socket is bound (`FRA_OIFNAME`).
    public var outgoingLink: String?
    /// The priority among rules; the lowest is evaluated first (`FRA_PRIORITY`); nil means 0.
    public var priority: UInt32?
    /// The mark of packets (`FRA_FWMARK`).
    public var mark: UInt32?
    /// The mask of the compared bits of the mark (`FRA_FWMASK`).
    public var markMask: UInt32?
    /// The prefix length up to which routes are ignored (`FRA_SUPPRESS_PREFIXLEN`); all bits set means none.
    public var suppressedLength: UInt32?
    /// The origin of the rule (`FRA_PROTOCOL`).
    public var origin: RouteOrigin?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// The flag of a rule that matches all other packets (`FIB_RULE_INVERT`).
    public static let invert: UInt32 = 2

    /// Creates a request for the rules of a family.
    public init(family: AddressFamily) {
        self.family = family
    }

    /// The destination prefix; nil is any destination.
    public var destinationPrefix: Prefix? {
        destination.flatMap { Prefix($0, length: Int(destinationLength)) }
    }

    /// A Boolean value that indicates whether the rule matches on properties beside the destination.
    public var isSelective: Bool {
        sourceLength > 0 || typeOfService != 0 || incomingLink != nil || outgoingLink != nil || mark ?? 0 != 0
            || markMask ?? 0 != 0 || unknown.contains { !Field.neutral.contains($0.type) }
    }
}

/// The action of a rule on matching packets (`FR_ACT_…`).
public struct RoutingRuleAction: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates an action from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// An unspecified action, as in a request for a list (`FR_ACT_UNSPEC`).
    public static let unspecified = RoutingRuleAction(rawValue: 0)
    /// Packets are routed by a table (`FR_ACT_TO_TBL`).
    public static let lookUp = RoutingRuleAction(rawValue: 1)
    /// Packets are dropped (`FR_ACT_BLACKHOLE`).
    public static let blackhole = RoutingRuleAction(rawValue: 6)
    /// Packets are rejected as unreachable (`FR_ACT_UNREACHABLE`).
    public static let unreachable = RoutingRuleAction(rawValue: 7)
    /// Packets are rejected as prohibited (`FR_ACT_PROHIBIT`).
    public static let prohibit = RoutingRuleAction(rawValue: 8)
}

extension RoutingRuleMessage: NetlinkPayload {
    /// Decodes a rule (`RTM_NEWRULE`, `RTM_DELRULE`) or a request for one.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("family of a routing rule"))
        destinationLength = try reader.integer("destination length of a routing rule")
        sourceLength = try reader.integer("source length of a routing rule")
        typeOfService = try reader.integer("type of service of a routing rule")
        table = UInt32(try reader.integer("table of a routing rule", as: UInt8.self))
        _ = try reader.bytes(2, of: "reserved bytes of a routing rule")
        action = RoutingRuleAction(rawValue: try reader.integer("action of a routing rule"))
        flags = try reader.integer("flags of a routing rule")
        for attribute in try reader.attributes() where try !decode(attribute) {
            unknown.append(attribute.detached)
        }
    }

    /// Decodes an attribute; returns false for an unsupported one.
    private mutating func decode(_ attribute: Attribute) throws(DecodeError) -> Bool {
        switch attribute.type {
        case Field.destination where IPAddress(bytes: attribute.payload) != nil:
            destination = IPAddress(bytes: attribute.payload)
        case Field.source where IPAddress(bytes: attribute.payload) != nil:
            source = IPAddress(bytes: attribute.payload)
        case Field.incomingLink: incomingLink = attribute.text
        case Field.outgoingLink: outgoingLink = attribute.text
        case Field.priority: priority = try attribute.integer()
        case Field.mark: mark = try attribute.integer()
        case Field.markMask: markMask = try attribute.integer()
        case Field.suppressedLength: suppressedLength = try attribute.integer()
        case Field.table: table = try attribute.integer()
        case Field.origin: origin = RouteOrigin(rawValue: try attribute.integer())
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
        writer.append([0, 0])
        writer.append(integer: action.rawValue)
        writer.append(integer: flags)
        writer.attribute(Field.destination, address: destination)
        writer.attribute(Field.source, address: source)
        writer.attribute(Field.incomingLink, text: incomingLink)
        writer.attribute(Field.priority, integer: priority)
        writer.attribute(Field.mark, integer: mark)
        writer.attribute(Field.suppressedLength, integer: suppressedLength)
        if table > UInt8.max { writer.attribute(Field.table, integer: table) }
        writer.attribute(Field.markMask, integer: markMask)
        writer.attribute(Field.outgoingLink, text: outgoingLink)
        writer.attribute(Field.origin, integer: origin?.rawValue)
        writer.attributes(unknown)
    }

    /// `FRA_…`.
    private enum Field {
        static let destination: UInt16 = 1
        static let source: UInt16 = 2
        static let incomingLink: UInt16 = 3
        static let priority: UInt16 = 6
        static let mark: UInt16 = 10
        static let suppressedLength: UInt16 = 14
        static let table: UInt16 = 15
        static let markMask: UInt16 = 16
        static let outgoingLink: UInt16 = 17
        static let origin: UInt16 = 21

        /// The attributes that select no packets: the target of a jump, realms, ignored link groups, padding.
        static let neutral: Set<UInt16> = [4, 11, 13, 18]
    }
}
