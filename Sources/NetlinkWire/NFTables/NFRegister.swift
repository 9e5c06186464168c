// SPDX-License-Identifier: Apache-2.0

/// A place that expressions of a rule load into and read from (`NFT_REG_*`).
///
/// There are 64 bytes, addressed as 16 words of 4 bytes. A value takes as many words as it needs, from the first on.
public struct NFRegister: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32

    /// A register by the kernel's number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Where a verdict goes (`NFT_REG_VERDICT`).
    public static var verdict: Self { Self(rawValue: 0) }

    /// The register that begins at a word from 0 to 15, by the number under which the kernel lists it: `NFT_REG_1` to
    /// `NFT_REG_4` for every fourth word, `NFT_REG32_01` and so on for the others.
    public static func word(_ index: Int) -> Self {
        precondition((0..<16).contains(index), "there are 16 register words")
        return Self(rawValue: UInt32(index.isMultiple(of: 4) ? index / 4 + 1 : index + 8))
    }
}
