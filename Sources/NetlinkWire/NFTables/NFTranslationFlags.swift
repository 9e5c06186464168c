// SPDX-License-Identifier: Apache-2.0

/// The selection of an address or port for a translation (`NF_NAT_RANGE_*`).
///
/// The two flags for the presence of addresses and ports follow from the registers. The expression types add and remove these flags.
public struct NFTranslationFlags: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32

    /// Creates flags from the kernel's bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The translation has an address (`NF_NAT_RANGE_MAP_IPS`).
    static var addresses: Self { Self(rawValue: 0x1) }
    /// The translation has a port (`NF_NAT_RANGE_PROTO_SPECIFIED`).
    static var ports: Self { Self(rawValue: 0x2) }
    /// The port is selected by a hash: `random` in `nft` (`NF_NAT_RANGE_PROTO_RANDOM`).
    public static var random: Self { Self(rawValue: 0x4) }
    /// A client keeps the same address for all its connections (`NF_NAT_RANGE_PERSISTENT`).
    public static var persistent: Self { Self(rawValue: 0x8) }
    /// The port is selected at random: `fully-random` in `nft` (`NF_NAT_RANGE_PROTO_RANDOM_FULLY`).
    public static var fullyRandom: Self { Self(rawValue: 0x10) }
    /// The network part of the address is replaced, and the host part remains: `prefix` in `nft` (`NF_NAT_RANGE_NETMAP`).
    public static var prefix: Self { Self(rawValue: 0x40) }
}
