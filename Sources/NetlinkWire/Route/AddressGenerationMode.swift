// SPDX-License-Identifier: Apache-2.0

/// How a link gets its link-local IPv6 address (`enum in6_addr_gen_mode`).
public struct AddressGenerationMode: RawRepresentable, Hashable, Sendable {
    /// The number as it travels.
    public let rawValue: UInt8

    /// The mode of this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Made from the hardware address (`IN6_ADDR_GEN_MODE_EUI64`).
    public static let eui64 = AddressGenerationMode(rawValue: 0)
    /// Not at all (`IN6_ADDR_GEN_MODE_NONE`).
    public static let none = AddressGenerationMode(rawValue: 1)
    /// Made from the host's secret (`IN6_ADDR_GEN_MODE_STABLE_PRIVACY`).
    public static let stablePrivacy = AddressGenerationMode(rawValue: 2)
    /// Made from a secret of its own (`IN6_ADDR_GEN_MODE_RANDOM`).
    public static let random = AddressGenerationMode(rawValue: 3)
}
