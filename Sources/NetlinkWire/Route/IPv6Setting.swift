// SPDX-License-Identifier: Apache-2.0

/// One of a link's settings of IPv6 (`DEVCONF_…`), as `/proc/sys/net/ipv6/conf/LINK` shows them.
public struct IPv6Setting: RawRepresentable, Hashable, Sendable {
    /// Its place in the kernel's list, from 0.
    public let rawValue: UInt16

    /// The setting at this place.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Whether what comes in may be forwarded (`forwarding`).
    public static let forwarding = IPv6Setting(rawValue: 0)
    /// Whether routers are believed: 0 no, 1 unless it forwards, 2 yes (`accept_ra`).
    public static let acceptRouters = IPv6Setting(rawValue: 3)
    /// How often an address is asked for before it is used (`dad_transmits`).
    public static let duplicateAddressProbes = IPv6Setting(rawValue: 6)
    /// Whether there is no IPv6 at all (`disable_ipv6`).
    public static let disabled = IPv6Setting(rawValue: 26)
    /// Whether addresses are checked for duplicates (`accept_dad`).
    public static let detectDuplicateAddresses = IPv6Setting(rawValue: 27)
}
