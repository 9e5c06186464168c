// SPDX-License-Identifier: Apache-2.0

/// The 6-byte hardware address of an Ethernet interface.
public struct MACAddress: Hashable, Sendable {
    /// The address as a number of 48 bits: `00:00:00:00:00:01` is 1.
    public let rawValue: UInt64

    /// Creates an address from its number; nil above 48 bits.
    public init?(rawValue: UInt64) {
        guard rawValue >> 48 == 0 else { return nil }
        self.rawValue = rawValue
    }

    /// Creates an address from 6 bytes in network byte order; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        rawValue = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The 6 bytes in network byte order.
    public var bytes: [UInt8] { Array(rawValue.bigEndianBytes.suffix(6)) }

    /// A Boolean value that indicates whether the address is a group; the broadcast address is one.
    public var isMulticast: Bool { rawValue >> 40 & 1 != 0 }

    /// A Boolean value that indicates whether software chose the address, instead of a manufacturer.
    public var isLocallyAdministered: Bool { rawValue >> 41 & 1 != 0 }

    /// A Boolean value that indicates whether all bytes are zero, which is invalid for an interface.
    public var isZero: Bool { rawValue == 0 }
}

extension MACAddress: Comparable {
    /// Orders addresses by number.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension MACAddress: LosslessStringConvertible {
    /// Parses six bytes of two hexadecimal digits each, in either case, with colons between them.
    public init?(_ description: String) {
        let parts = description.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        var rawValue: UInt64 = 0
        for part in parts {
            guard part.count == 2 else { return nil }
            for character in part {
                guard let digit = UInt64(hexadecimalDigit: character) else { return nil }
                rawValue = rawValue << 4 | digit
            }
        }
        self.rawValue = rawValue
    }

    /// The six bytes as two lowercase hexadecimal digits each, with colons between them.
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}

extension MACAddress: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
