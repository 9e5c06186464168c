// SPDX-License-Identifier: Apache-2.0

/// An IPv6 address without a zone, ordered as a number and written as RFC 5952 specifies.
public struct IPv6Address: Hashable, Sendable {
    // Two 64-bit words instead of one of 128 bits, which needs an alignment of 16 bytes. Closures in debug builds misalign a captured one,
    // and crash (Swift 6.3.1).
    private let high: UInt64
    private let low: UInt64

    /// Creates an address from its number.
    public init(rawValue: UInt128) {
        high = UInt64(truncatingIfNeeded: rawValue >> 64)
        low = UInt64(truncatingIfNeeded: rawValue)
    }

    /// The address as a number: `::1` is 1.
    public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// Creates an address from 16 bytes in network byte order; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard let rawValue = UInt128(bigEndianBytes: bytes) else { return nil }
        self.init(rawValue: rawValue)
    }

    /// The 16 bytes in network byte order.
    public var bytes: [UInt8] { rawValue.bigEndianBytes }

    /// A Boolean value that indicates whether the address is in `ff00::/8`.
    public var isMulticast: Bool { rawValue >> 120 == 0xFF }

    /// A Boolean value that indicates whether the address is `::1`.
    public var isLoopback: Bool { rawValue == 1 }

    /// A Boolean value that indicates whether the address is in `fe80::/10`.
    public var isLinkLocal: Bool { rawValue >> 118 == 0xFE80 >> 6 }

    /// A Boolean value that indicates whether the address is `::`.
    public var isUnspecified: Bool { rawValue == 0 }
}

extension IPv6Address: Comparable {
    /// Orders addresses by number.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension IPv6Address: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
