// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A route (`struct rtmsg` and `RTA_…`).
///
/// The ways of a route that has several (`RTA_MULTIPATH`) are among ``unknown``.
public struct RouteMessage: Hashable, Sendable {
    /// The family of its destination.
    public var family: AddressFamily
    /// How many leading bits of a packet's destination must be those of ``destination``; 0 is the default route.
    public var destinationLength: UInt8 = 0
    /// How many leading bits of a packet's source must be those of ``source``.
    public var sourceLength: UInt8 = 0
    /// The type of service that a packet must have; 0 is any.
    public var typeOfService: UInt8 = 0
    /// The table it is in; ``mainTable`` is the ordinary one (`RTA_TABLE`, and the header's).
    public var table: UInt32 = 0
    /// Who added it.
    public var origin: RouteOrigin = .unspecified
    /// How far away the destination is.
    public var scope: RouteScope = .universe
    /// What becomes of packets that take it.
    public var type: RouteType = .unspecified
    /// Its flags (`RTM_F_…`, `RTNH_F_…`).
    public var flags: UInt32 = 0

    /// The lowest address of the destination; none if it is the default route (`RTA_DST`).
    public var destination: IPAddress?
    /// The lowest address of the sources it is for (`RTA_SRC`).
    public var source: IPAddress?
    /// The index of the link by which packets leave (`RTA_OIF`).
    public var linkIndex: LinkIndex?
    /// The next router (`RTA_GATEWAY`).
    public var gateway: IPAddress?
    /// The rank among routes to the same destination: the lowest wins (`RTA_PRIORITY`, "metric").
    public var priority: UInt32?
    /// The address that packets of the host itself get as their source (`RTA_PREFSRC`).
    public var preferredSource: IPAddress?
    /// What it knows about the way (`RTA_METRICS`).
    public var metrics: RouteMetrics?
    /// All other attributes, as they came.
    public var unknown: [Attribute] = []

    /// The ordinary table (`RT_TABLE_MAIN`).
    public static let mainTable: UInt32 = 254
    /// The table of the host's own addresses (`RT_TABLE_LOCAL`).
    public static let localTable: UInt32 = 255

    /// A request for the routes of a family.
    public init(family: AddressFamily) {
        self.family = family
    }

    /// A route to a destination, in the ordinary table.
    public init(to destination: Prefix) {
        family = AddressFamily(destination.family)
        destinationLength = UInt8(destination.length)
        if destination.length > 0 { self.destination = destination.address }
        table = Self.mainTable
        origin = .boot
        type = .unicast
    }

    /// The destination, `0.0.0.0/0` or `::/0` being the default; nil if it is no IP route.
    public var destinationPrefix: Prefix? {
        switch (family, destination) {
        case (_, let destination?): Prefix(destination, length: Int(destinationLength))
        case (.ipv4, nil): Prefix(.v4(IPv4Address(rawValue: 0)), length: Int(destinationLength))
        case (.ipv6, nil): Prefix(.v6(IPv6Address(rawValue: 0)), length: Int(destinationLength))
        default: nil
        }
    }
}
