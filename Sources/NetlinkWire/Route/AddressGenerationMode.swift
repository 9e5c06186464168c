// SPDX-License-Identifier: Apache-2.0

/// The generation of a link's link-local IPv6 address (`enum in6_addr_gen_mode`).
public struct AddressGenerationMode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates a mode from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Derives the address from the hardware address (`IN6_ADDR_GEN_MODE_EUI64`).
    public static let eui64 = AddressGenerationMode(rawValue: 0)
    /// Generates no address (`IN6_ADDR_GEN_MODE_NONE`).
    public static let none = AddressGenerationMode(rawValue: 1)
    /// Derives the address from the host's secret (`IN6_ADDR_GEN_MODE_STABLE_PRIVACY`).
    public static let stablePrivacy = AddressGenerationMode(rawValue: 2)
    /// Derives the address from a secret of the link (`IN6_ADDR_GEN_MODE_RANDOM`).
    public static let random = AddressGenerationMode(rawValue: 3)
}
