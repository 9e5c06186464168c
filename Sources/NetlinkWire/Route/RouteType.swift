// SPDX-License-Identifier: Apache-2.0

/// The effect of a route on packets (`RTN_…`).
public struct RouteType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates a type from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// An unspecified type (`RTN_UNSPEC`).
    public static let unspecified = RouteType(rawValue: 0)
    /// Packets are forwarded (`RTN_UNICAST`).
    public static let unicast = RouteType(rawValue: 1)
    /// Packets are delivered to the host itself (`RTN_LOCAL`).
    public static let local = RouteType(rawValue: 2)
    /// Packets are sent as broadcasts (`RTN_BROADCAST`).
    public static let broadcast = RouteType(rawValue: 3)
    /// Packets go to one of several hosts with the address (`RTN_ANYCAST`).
    public static let anycast = RouteType(rawValue: 4)
    /// Packets are sent as multicasts (`RTN_MULTICAST`).
    public static let multicast = RouteType(rawValue: 5)
    /// Packets are dropped silently (`RTN_BLACKHOLE`).
    public static let blackhole = RouteType(rawValue: 6)
    /// Packets are rejected as unreachable (`RTN_UNREACHABLE`).
    public static let unreachable = RouteType(rawValue: 7)
    /// Packets are rejected as prohibited (`RTN_PROHIBIT`).
    public static let prohibit = RouteType(rawValue: 8)
    /// The lookup continues in the next table (`RTN_THROW`).
    public static let passOn = RouteType(rawValue: 9)
}
