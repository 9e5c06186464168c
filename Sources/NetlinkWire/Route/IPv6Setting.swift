// SPDX-License-Identifier: Apache-2.0

/// An IPv6 setting of a link (`DEVCONF_…`), as in `/proc/sys/net/ipv6/conf/LINK`.
public struct IPv6Setting: RawRepresentable, Hashable, Sendable {
    /// The position in the kernel's list, from 0.
    public let rawValue: UInt16

    /// Creates a setting from its position.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Forwarding of received packets (`forwarding`).
    public static let forwarding = IPv6Setting(rawValue: 0)
    /// Acceptance of router advertisements: 0 no, 1 unless the link forwards, 2 yes (`accept_ra`).
    public static let acceptRouters = IPv6Setting(rawValue: 3)
    /// The number of duplicate address detection probes for an address (`dad_transmits`).
    public static let duplicateAddressProbes = IPv6Setting(rawValue: 6)
    /// Deactivation of IPv6 (`disable_ipv6`).
    public static let disabled = IPv6Setting(rawValue: 26)
    /// Duplicate address detection (`accept_dad`).
    public static let detectDuplicateAddresses = IPv6Setting(rawValue: 27)
}
