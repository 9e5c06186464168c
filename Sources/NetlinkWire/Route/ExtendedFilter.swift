// SPDX-License-Identifier: Apache-2.0

/// What a request for links wants to be told besides, or spared (`RTEXT_FILTER_…`).
public struct ExtendedFilter: OptionSet, Hashable, Sendable {
    /// The bits as they travel.
    public let rawValue: UInt32

    /// The filter with these bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Virtual functions (`RTEXT_FILTER_VF`).
    public static let virtualFunctions = ExtendedFilter(rawValue: 0x1)
    /// The VLANs of bridges and ports (`RTEXT_FILTER_BRVLAN`).
    public static let bridgeVLANs = ExtendedFilter(rawValue: 0x2)
    /// The same, with runs of VLANs as ranges (`RTEXT_FILTER_BRVLAN_COMPRESSED`).
    public static let bridgeVLANRanges = ExtendedFilter(rawValue: 0x4)
    /// No statistics of IPv6 and of virtual functions; the link's own come all the same (`RTEXT_FILTER_SKIP_STATS`).
    public static let skipStatistics = ExtendedFilter(rawValue: 0x8)
}
