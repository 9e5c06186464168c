// SPDX-License-Identifier: Apache-2.0

/// The distance to a destination, or the scope of an address (`RT_SCOPE_…`).
public struct RouteScope: RawRepresentable, Hashable, Sendable {
    /// The number on the wire: higher numbers are nearer.
    public let rawValue: UInt8

    /// Creates a scope from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Everywhere (`RT_SCOPE_UNIVERSE`).
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
