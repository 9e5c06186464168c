// SPDX-License-Identifier: Apache-2.0

/// What becomes of packets that take a route (`RTN_…`).
public struct RouteType: RawRepresentable, Hashable, Sendable {
    /// The number as it travels.
    public let rawValue: UInt8

    /// The type of this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// None in particular (`RTN_UNSPEC`).
    public static let unspecified = RouteType(rawValue: 0)
    /// They are sent on (`RTN_UNICAST`).
    public static let unicast = RouteType(rawValue: 1)
    /// They are for the host itself (`RTN_LOCAL`).
    public static let local = RouteType(rawValue: 2)
    /// They are broadcast (`RTN_BROADCAST`).
    public static let broadcast = RouteType(rawValue: 3)
    /// They are for one of several hosts with the address (`RTN_ANYCAST`).
    public static let anycast = RouteType(rawValue: 4)
    /// They are multicast (`RTN_MULTICAST`).
    public static let multicast = RouteType(rawValue: 5)
    /// They are dropped without a word (`RTN_BLACKHOLE`).
    public static let blackhole = RouteType(rawValue: 6)
    /// They are refused as unreachable (`RTN_UNREACHABLE`).
    public static let unreachable = RouteType(rawValue: 7)
    /// They are refused as prohibited (`RTN_PROHIBIT`).
    public static let prohibit = RouteType(rawValue: 8)
    /// The look-up goes on in the next table (`RTN_THROW`).
    public static let passOn = RouteType(rawValue: 9)
}
