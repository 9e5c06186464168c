// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A rule that selects the table in which routes are looked up (`struct fib_rule_hdr` and `FRA_…`; `ip rule`).
public struct RoutingRuleMessage: Hashable, Sendable {
    /// The family of the packets.
    public var family: AddressFamily
    /// How many leading bits of a packet's destination must be those of ``destination``; 0 is any.
    public var destinationLength: UInt8 = 0
    /// How many leading bits of a packet's source must be those of ``source``; 0 is any.
    public var sourceLength: UInt8 = 0
    /// The type of service that a packet must have; 0 is any.
    public var typeOfService: UInt8 = 0
    /// The table in which packets are looked up (`FRA_TABLE`, and the header's).
    public var table: UInt32 = 0
    /// What becomes of packets that match.
    public var action: RoutingRuleAction = .unspecified
    /// Its flags (`FIB_RULE_…`).
    public var flags: UInt32 = 0

    /// The lowest address of the destinations (`FRA_DST`).
    public var destination: IPAddress?
    /// The lowest address of the sources (`FRA_SRC`).
    public var source: IPAddress?
    /// The link by which packets came in (`FRA_IIFNAME`).
    public var incomingLink: String?
    /// The link that a socket is bound to (`FRA_OIFNAME`).
    public var outgoingLink: String?
    /// The rank among rules: the lowest is looked at first (`FRA_PRIORITY`); none is 0.
    public var priority: UInt32?
    /// The mark of packets (`FRA_FWMARK`).
    public var mark: UInt32?
    /// The bits of the mark that count (`FRA_FWMASK`).
    public var markMask: UInt32?
    /// Routes of at most this prefix length are passed over (`FRA_SUPPRESS_PREFIXLEN`); all bits set is none.
    public var suppressedLength: UInt32?
    /// Who added it (`FRA_PROTOCOL`).
    public var origin: RouteOrigin?
    /// All other attributes, as they came.
    public var unknown: [Attribute] = []

    /// The rule holds for packets that do not match (`FIB_RULE_INVERT`).
    public static let invert: UInt32 = 2

    /// A request for the rules of a family.
    public init(family: AddressFamily) {
        self.family = family
    }

    /// The block of destinations; nil is any.
    public var destinationPrefix: Prefix? {
        destination.flatMap { Prefix($0, length: Int(destinationLength)) }
    }

    /// A Boolean value that indicates whether the rule asks for more of a packet than its destination.
    public var isSelective: Bool {
        sourceLength > 0 || typeOfService != 0 || incomingLink != nil || outgoingLink != nil || mark ?? 0 != 0
            || markMask ?? 0 != 0 || unknown.contains { !Field.neutral.contains($0.type) }
    }
}

/// What becomes of packets that match a rule (`FR_ACT_…`).
public struct RoutingRuleAction: RawRepresentable, Hashable, Sendable {
    /// The number as it travels.
    public let rawValue: UInt8

    /// The action of this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// None in particular, as in a request for a list (`FR_ACT_UNSPEC`).
    public static let unspecified = RoutingRuleAction(rawValue: 0)
    /// They are looked up in a table (`FR_ACT_TO_TBL`).
    public static let lookUp = RoutingRuleAction(rawValue: 1)
    /// They are dropped (`FR_ACT_BLACKHOLE`).
    public static let blackhole = RoutingRuleAction(rawValue: 6)
    /// They are refused as unreachable (`FR_ACT_UNREACHABLE`).
    public static let unreachable = RoutingRuleAction(rawValue: 7)
    /// They are refused as prohibited (`FR_ACT_PROHIBIT`).
    public static let prohibit = RoutingRuleAction(rawValue: 8)
}

extension RoutingRuleMessage: NetlinkPayload {
    /// Reads a rule (`RTM_NEWRULE`, `RTM_DELRULE`) or a request about one.
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

    /// Takes an attribute in; false if it is not known.
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

    /// Appends the message, attributes in the order of their numbers.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append(integer: destinationLength)
        writer.append(integer: sourceLength)
        writer.append(integer: typeOfService)
        // The header has room for tables up to 255.
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

        /// Attributes that select nothing: where a jump leads, realms, link groups passed over, padding.
        static let neutral: Set<UInt16> = [4, 11, 13, 18]
    }
}
