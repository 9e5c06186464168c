// SPDX-License-Identifier: Apache-2.0

/// Who added a route (`RTPROT_…`).
public struct RouteOrigin: RawRepresentable, Hashable, Sendable {
    /// The number as it travels.
    public let rawValue: UInt8

    /// The origin of this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Nobody in particular; in a request that deletes, anybody (`RTPROT_UNSPEC`).
    public static let unspecified = RouteOrigin(rawValue: 0)
    /// A redirect (`RTPROT_REDIRECT`).
    public static let redirect = RouteOrigin(rawValue: 1)
    /// The kernel, for an address (`RTPROT_KERNEL`).
    public static let kernel = RouteOrigin(rawValue: 2)
    /// A boot script, or `ip` (`RTPROT_BOOT`).
    public static let boot = RouteOrigin(rawValue: 3)
    /// The administrator (`RTPROT_STATIC`).
    public static let administrator = RouteOrigin(rawValue: 4)
    /// A router's advertisement (`RTPROT_RA`).
    public static let routerAdvertisement = RouteOrigin(rawValue: 9)
}
