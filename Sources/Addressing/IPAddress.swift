// SPDX-License-Identifier: Apache-2.0

/// An address of either family; IPv4 sorts before IPv6.
public enum IPAddress: Hashable, Sendable {
    case v4(IPv4Address)
    case v6(IPv6Address)

    /// Creates an address from 4 or 16 bytes in network byte order; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        if let address = IPv4Address(bytes: bytes) {
            self = .v4(address)
        } else if let address = IPv6Address(bytes: bytes) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    /// Creates an address of a family from its number; nil if the family has no such number.
    public init?(rawValue: UInt128, family: IPFamily) {
        switch family {
        case .v4:
            guard let rawValue = UInt32(exactly: rawValue) else { return nil }
            self = .v4(IPv4Address(rawValue: rawValue))
        case .v6:
            self = .v6(IPv6Address(rawValue: rawValue))
        }
    }

    /// The address as a number.
    public var rawValue: UInt128 {
        switch self {
        case .v4(let address): UInt128(address.rawValue)
        case .v6(let address): address.rawValue
        }
    }

    /// The address family.
    public var family: IPFamily {
        switch self {
        case .v4: .v4
        case .v6: .v6
        }
    }

    /// The 4 or 16 bytes in network byte order.
    public var bytes: [UInt8] {
        switch self {
        case .v4(let address): address.bytes
        case .v6(let address): address.bytes
        }
    }

    /// A Boolean value that indicates whether the address is in `224.0.0.0/4` or `ff00::/8`.
    public var isMulticast: Bool {
        switch self {
        case .v4(let address): address.isMulticast
        case .v6(let address): address.isMulticast
        }
    }

    /// A Boolean value that indicates whether the address is in `127.0.0.0/8` or is `::1`.
    public var isLoopback: Bool {
        switch self {
        case .v4(let address): address.isLoopback
        case .v6(let address): address.isLoopback
        }
    }

    /// A Boolean value that indicates whether the address is in `169.254.0.0/16` or `fe80::/10`.
    public var isLinkLocal: Bool {
        switch self {
        case .v4(let address): address.isLinkLocal
        case .v6(let address): address.isLinkLocal
        }
    }

    /// A Boolean value that indicates whether the address is `0.0.0.0` or `::`.
    public var isUnspecified: Bool { rawValue == 0 }

    /// The IPv4 address of an IPv4-mapped IPv6 address (`::ffff:0:0/96`); any other address unchanged.
    public var unmapped: IPAddress {
        guard case .v6(let address) = self, address.rawValue >> 32 == 0xFFFF else { return self }
        return .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: address.rawValue)))
    }
}

extension IPAddress: Comparable {
    /// Orders addresses by family, IPv4 first, then by number.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.v4(let left), .v4(let right)): left < right
        case (.v6(let left), .v6(let right)): left < right
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }
}

extension IPAddress: LosslessStringConvertible {
    /// Parses an IPv4 or IPv6 address.
    public init?(_ description: String) {
        if let address = IPv4Address(description) {
            self = .v4(address)
        } else if let address = IPv6Address(description) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    /// The canonical text.
    public var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }
}

extension IPAddress: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
