// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A route (`struct rtmsg` and `RTA_…`).
///
/// The next hops of a multipath route (`RTA_MULTIPATH`) are in ``unknown``.
public struct RouteMessage: Hashable, Sendable {
    /// The family of the destination.
    public var family: AddressFamily
    /// The prefix length of ``destination``; 0 is the default route.
    public var destinationLength: UInt8 = 0
    /// The prefix length of ``source``.
    public var sourceLength: UInt8 = 0
    /// The type of service of matching packets; 0 is any.
    public var typeOfService: UInt8 = 0
    /// The routing table; ``mainTable`` is the default (`RTA_TABLE`, and the header).
    public var table: UInt32 = 0
    /// The origin of the route.
    public var origin: RouteOrigin = .unspecified
    /// The distance to the destination.
    public var scope: RouteScope = .universe
    /// The effect of the route on packets.
    public var type: RouteType = .unspecified
    /// The flags (`RTM_F_…`, `RTNH_F_…`).
    public var flags: UInt32 = 0

    /// The lowest address of the destination; nil for the default route (`RTA_DST`).
    public var destination: IPAddress?
    /// The lowest address of the matching sources (`RTA_SRC`).
    public var source: IPAddress?
    /// The index of the output link (`RTA_OIF`).
    public var linkIndex: LinkIndex?
    /// The next router (`RTA_GATEWAY`).
    public var gateway: IPAddress?
    /// The priority among routes to the same destination; the lowest wins (`RTA_PRIORITY`, "metric").
    public var priority: UInt32?
    /// The source address of packets from the host itself (`RTA_PREFSRC`).
    public var preferredSource: IPAddress?
    /// The metrics (`RTA_METRICS`).
    public var metrics: RouteMetrics?
    /// All other attributes, unchanged.
    public var unknown: [Attribute] = []

    /// The default table (`RT_TABLE_MAIN`).
    public static let mainTable: UInt32 = 254
    /// The table of local addresses (`RT_TABLE_LOCAL`).
    public static let localTable: UInt32 = 255

    /// Creates a request for the routes of a family.
    public init(family: AddressFamily) {
        self.family = family
    }

    /// Creates a route to a destination, in the main table.
    public init(to destination: Prefix) {
        family = AddressFamily(destination.family)
        destinationLength = UInt8(destination.length)
        if destination.length > 0 { self.destination = destination.address }
        table = Self.mainTable
        origin = .boot
        type = .unicast
    }

    /// The destination, which is `0.0.0.0/0` or `::/0` for the default route; nil for a route of another family.
    public var destinationPrefix: Prefix? {
        switch (family, destination) {
        case (_, let destination?): Prefix(destination, length: Int(destinationLength))
        case (.ipv4, nil): Prefix(.v4(IPv4Address(rawValue: 0)), length: Int(destinationLength))
        case (.ipv6, nil): Prefix(.v6(IPv6Address(rawValue: 0)), length: Int(destinationLength))
        default: nil
        }
    }
}
