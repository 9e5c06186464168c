// SPDX-License-Identifier: Apache-2.0

/// The optional parts of the reply to a request for links (`RTEXT_FILTER_…`).
public struct ExtendedFilter: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: UInt32

    /// Creates a filter from its bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Virtual functions (`RTEXT_FILTER_VF`).
    public static let virtualFunctions = ExtendedFilter(rawValue: 0x1)
    /// The VLANs of bridges and ports (`RTEXT_FILTER_BRVLAN`).
    public static let bridgeVLANs = ExtendedFilter(rawValue: 0x2)
    /// The VLANs of bridges and ports, with consecutive VLANs as ranges (`RTEXT_FILTER_BRVLAN_COMPRESSED`).
    public static let bridgeVLANRanges = ExtendedFilter(rawValue: 0x4)
    /// Omits statistics of IPv6 and of virtual functions; those of the link are sent anyway (`RTEXT_FILTER_SKIP_STATS`).
    public static let skipStatistics = ExtendedFilter(rawValue: 0x8)
}
