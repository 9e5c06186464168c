// SPDX-License-Identifier: Apache-2.0

/// What a link has counted, or a request for that, without anything else of the link (`struct if_stats_msg` and `IFLA_STATS_…`).
public struct LinkStatisticsMessage: Hashable, Sendable {
    /// Whose view it is; 0 (`family`).
    public var family: AddressFamily = .unspecified
    /// The link's number in its namespace, from 1; 0 in a request for all (`ifindex`).
    public var index: LinkIndex = 0
    /// What a request is to be told (`filter_mask`).
    public var filter: LinkStatisticsFilter = []

    /// The counters that every link has (`IFLA_STATS_LINK_64`).
    public var statistics: LinkStatistics?
    /// All other attributes, as they came.
    public var unknown: [Attribute] = []

    /// A message about the link of this index, or about all if it is 0.
    public init(index: LinkIndex = 0) {
        self.index = index
    }
}

/// What of a link's counters is told (`IFLA_STATS_FILTER_BIT`).
public struct LinkStatisticsFilter: OptionSet, Hashable, Sendable {
    /// The bits as they travel.
    public let rawValue: UInt32

    /// The filter with these bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The counters that every link has (`IFLA_STATS_LINK_64`).
    public static let link = LinkStatisticsFilter(rawValue: 0x1)
}

extension LinkStatisticsMessage: NetlinkPayload {
    /// Reads counters (`RTM_NEWSTATS`) or a request for some.
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
