// SPDX-License-Identifier: Apache-2.0

/// How far away a destination is, or how far an address counts (`RT_SCOPE_…`).
public struct RouteScope: RawRepresentable, Hashable, Sendable {
    /// The number as it travels: the higher, the nearer.
    public let rawValue: UInt8

    /// The scope of this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Anywhere (`RT_SCOPE_UNIVERSE`).
    public static let universe = RouteScope(rawValue: 0)
    /// Within the site (`RT_SCOPE_SITE`).
    public static let site = RouteScope(rawValue: 200)
    /// On the link (`RT_SCOPE_LINK`).
    public static let link = RouteScope(rawValue: 253)
    /// The host itself (`RT_SCOPE_HOST`).
    public static let host = RouteScope(rawValue: 254)
    /// Nowhere (`RT_SCOPE_NOWHERE`).
    public static let nowhere = RouteScope(rawValue: 255)
}
