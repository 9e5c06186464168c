// SPDX-License-Identifier: Apache-2.0

/// The statistics of a link, or a request for them, without other attributes of the link (`struct if_stats_msg` and `IFLA_STATS_…`).
public struct LinkStatisticsMessage: Hashable, Sendable {
    /// The family, which is 0 (`family`).
    public var family: AddressFamily = .unspecified
    /// The index in the namespace, from 1; 0 in a request for all links (`ifindex`).
    public var index: LinkIndex = 0
    /// The requested statistics (`filter_mask`).
    public var filter: LinkStatisticsFilter = []

    /// The counters of every kind of link (`IFLA_STATS_LINK_64`).
    public var statistics: LinkStatistics?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// Creates a message about the link with an index, or about all links for 0.
    public init(index: LinkIndex = 0) {
        self.index = index
    }
}

/// The kinds of statistics in a reply (`IFLA_STATS_FILTER_BIT`).
public struct LinkStatisticsFilter: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: UInt32

    /// Creates a filter from its bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The counters of every kind of link (`IFLA_STATS_LINK_64`).
    public static let link = LinkStatisticsFilter(rawValue: 0x1)
}

extension LinkStatisticsMessage: NetlinkPayload {
    /// Decodes statistics (`RTM_NEWSTATS`) or a request for them.
    public init(payload: ArraySlice<UInt8>) throws(DecodeError) {
        var reader = ByteReader(payload)
        family = AddressFamily(rawValue: try reader.integer("statistics family"))
        _ = try reader.bytes(3, of: "statistics header padding")
        index = try reader.linkIndex("link index")
        filter = LinkStatisticsFilter(rawValue: try reader.integer("statistics filter"))
        for attribute in try reader.attributes() {
            switch attribute.type {
            case Field.link: statistics = try LinkStatistics(attribute)
            default: unknown.append(attribute.detached)
            }
        }
    }

    /// Appends the message.
    public func encode(to writer: inout ByteWriter) {
        writer.append(integer: family.rawValue)
        writer.append([0, 0, 0])
        writer.append(index)
        writer.append(integer: filter.rawValue)
        if let statistics { writer.attribute(Field.link) { statistics.encode(to: &$0) } }
        writer.attributes(unknown)
    }

    /// `IFLA_STATS_…`.
    private enum Field {
        static let link: UInt16 = 1
    }
}
