// SPDX-License-Identifier: Apache-2.0

/// How an address or a port is chosen where a connection is translated (`NF_NAT_RANGE_*`).
///
/// That there are addresses or ports at all follows from the registers: these two flags the types add and take away
/// themselves.
public struct NFTranslationFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt32

    /// Flags by their bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// An address is said (`NF_NAT_RANGE_MAP_IPS`).
    static var addresses: Self { Self(rawValue: 0x1) }
    /// A port is said (`NF_NAT_RANGE_PROTO_SPECIFIED`).
    static var ports: Self { Self(rawValue: 0x2) }
    /// The port is chosen from a hash; `nft` calls it `random` (`NF_NAT_RANGE_PROTO_RANDOM`).
    public static var random: Self { Self(rawValue: 0x4) }
    /// A client gets the same address for each of its connections (`NF_NAT_RANGE_PERSISTENT`).
    public static var persistent: Self { Self(rawValue: 0x8) }
    /// The port is chosen at random; `nft` calls it `fully-random` (`NF_NAT_RANGE_PROTO_RANDOM_FULLY`).
    public static var fullyRandom: Self { Self(rawValue: 0x10) }
    /// The host part of the address stays, and its network is replaced; `nft` calls it `prefix`
    /// (`NF_NAT_RANGE_NETMAP`).
    public static var prefix: Self { Self(rawValue: 0x40) }
}
