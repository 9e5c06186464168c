// SPDX-License-Identifier: Apache-2.0

/// A register, into which expressions of a rule load and from which they read (`NFT_REG_*`).
///
/// The registers are 64 bytes, addressed as 16 words of 4 bytes. A value occupies consecutive words.
public struct NFRegister: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32

    /// Creates a register from the kernel's number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The verdict register (`NFT_REG_VERDICT`).
    public static var verdict: Self { Self(rawValue: 0) }

    /// Returns the register that begins at a word from 0 to 15.
    ///
    /// The number is the one in the kernel's lists: `NFT_REG_1` to `NFT_REG_4` for every fourth word, `NFT_REG32_01` and so on for the
    /// others.
    public static func word(_ index: Int) -> Self {
        precondition((0..<16).contains(index), "there are 16 register words")
        return Self(rawValue: UInt32(index.isMultiple(of: 4) ? index / 4 + 1 : index + 8))
    }
}
