// SPDX-License-Identifier: Apache-2.0

/// The origin of a route (`RTPROT_…`).
public struct RouteOrigin: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates an origin from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// An unspecified origin; in a request to delete, any origin (`RTPROT_UNSPEC`).
    public static let unspecified = RouteOrigin(rawValue: 0)
    /// An ICMP redirect (`RTPROT_REDIRECT`).
    public static let redirect = RouteOrigin(rawValue: 1)
    /// The kernel, for an address of a link (`RTPROT_KERNEL`).
    public static let kernel = RouteOrigin(rawValue: 2)
    /// A boot script, or `ip` (`RTPROT_BOOT`).
    public static let boot = RouteOrigin(rawValue: 3)
    /// The administrator (`RTPROT_STATIC`).
    public static let administrator = RouteOrigin(rawValue: 4)
    /// A router advertisement (`RTPROT_RA`).
    public static let routerAdvertisement = RouteOrigin(rawValue: 9)
}
