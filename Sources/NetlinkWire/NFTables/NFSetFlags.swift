// SPDX-License-Identifier: Apache-2.0

/// What a set is made for (`NFT_SET_*`).
public struct NFSetFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt32

    /// Flags by their bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Named by the kernel, and gone with the rule that uses it (`NFT_SET_ANONYMOUS`).
    public static var anonymous: Self { Self(rawValue: 0x1) }
    /// Its elements cannot change once a rule uses it (`NFT_SET_CONSTANT`).
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
    /// The key is a concatenation whose fields are ranges each (`NFT_SET_CONCAT`).
    public static var concatenation: Self { Self(rawValue: 0x80) }
}
