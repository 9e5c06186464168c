// SPDX-License-Identifier: Apache-2.0

/// An IPv6 address without a zone, ordered as a number and written as RFC 5952 wants it.
public struct IPv6Address: Hashable, Sendable {
    // Two words and not one of 128 bits, which wants to lie at a multiple of 16: closures in debug builds that capture one
    // put it elsewhere, and crash (Swift 6.3.1).
    private let high: UInt64
    private let low: UInt64

    /// The address that is this number.
    public init(rawValue: UInt128) {
        high = UInt64(truncatingIfNeeded: rawValue >> 64)
        low = UInt64(truncatingIfNeeded: rawValue)
    }

    /// The address as a number: `::1` is 1.
    public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// The address of these 16 bytes in network order; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard let rawValue = UInt128(bigEndianBytes: bytes) else { return nil }
        self.init(rawValue: rawValue)
    }

    /// The 16 bytes in network order.
    public var bytes: [UInt8] { rawValue.bigEndianBytes }

    /// Whether it lies in `ff00::/8`.
    public var isMulticast: Bool { rawValue >> 120 == 0xFF }

    /// Whether it is `::1`.
    public var isLoopback: Bool { rawValue == 1 }

    /// Whether it lies in `fe80::/10`.
    public var isLinkLocal: Bool { rawValue >> 118 == 0xFE80 >> 6 }

    /// Whether it is `::`.
    public var isUnspecified: Bool { rawValue == 0 }
}

extension IPv6Address: Comparable {
    /// Whether the first is the lower number.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension IPv6Address: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
