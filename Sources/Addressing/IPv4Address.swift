// SPDX-License-Identifier: Apache-2.0

/// An IPv4 address, ordered as a number and written as a dotted quad.
public struct IPv4Address: Hashable, Sendable {
    /// The address as a number: `10.0.0.1` is `0x0A00_0001`.
    public var rawValue: UInt32

    /// Creates an address from its number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Creates an address from 4 bytes in network byte order; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard let rawValue = UInt32(bigEndianBytes: bytes) else { return nil }
        self.rawValue = rawValue
    }

    /// The 4 bytes in network byte order.
    public var bytes: [UInt8] { rawValue.bigEndianBytes }

    /// A Boolean value that indicates whether the address is in `224.0.0.0/4`.
    public var isMulticast: Bool { rawValue >> 28 == 0xE }

    /// A Boolean value that indicates whether the address is in `127.0.0.0/8`.
    public var isLoopback: Bool { rawValue >> 24 == 127 }

    /// A Boolean value that indicates whether the address is in `169.254.0.0/16`.
    public var isLinkLocal: Bool { rawValue >> 16 == 0xA9FE }

    /// A Boolean value that indicates whether the address is `0.0.0.0`.
    public var isUnspecified: Bool { rawValue == 0 }

    /// A Boolean value that indicates whether the address is `255.255.255.255`.
    public var isBroadcast: Bool { rawValue == .max }
}

extension IPv4Address: Comparable {
    /// Orders addresses by number.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension IPv4Address: LosslessStringConvertible {
    /// Parses a strict dotted quad: four decimal numbers up to 255 without leading zeros, and no other characters.
    public init?(_ description: String) {
        self.init(text: Array(description.utf8)[...])
    }

    init?(text: ArraySlice<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        rawValue = 0
        for part in parts {
            guard let byte = UInt32(strictDecimal: part, maximum: 255) else { return nil }
            rawValue = rawValue << 8 | byte
        }
    }

    /// The dotted quad.
    public var description: String {
        bytes.map(String.init).joined(separator: ".")
    }
}

extension IPv4Address: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
