// SPDX-License-Identifier: Apache-2.0

/// The properties of a set (`NFT_SET_*`).
public struct NFSetFlags: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32

    /// Creates flags from the kernel's bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The kernel names the set, and removes it with the rule that uses it (`NFT_SET_ANONYMOUS`).
    public static var anonymous: Self { Self(rawValue: 0x1) }
    /// The elements cannot change once a rule uses the set (`NFT_SET_CONSTANT`).
    public static var constant: Self { Self(rawValue: 0x2) }
    /// Elements are ranges (`NFT_SET_INTERVAL`).
    public static var interval: Self { Self(rawValue: 0x4) }
    /// Elements have values (`NFT_SET_MAP`).
    public static var map: Self { Self(rawValue: 0x8) }
    /// Elements may expire (`NFT_SET_TIMEOUT`).
    public static var timeout: Self { Self(rawValue: 0x10) }
    /// Rules may add elements (`NFT_SET_EVAL`).
    public static var dynamic: Self { Self(rawValue: 0x20) }
    /// Elements refer to objects (`NFT_SET_OBJECT`).
    public static var object: Self { Self(rawValue: 0x40) }
    /// The key is a concatenation with a range in each field (`NFT_SET_CONCAT`).
    public static var concatenation: Self { Self(rawValue: 0x80) }
}
