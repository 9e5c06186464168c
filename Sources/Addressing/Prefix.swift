// SPDX-License-Identifier: Apache-2.0

/// A block of addresses with the same leading bits: `10.1.0.0/24`.
public struct Prefix: Hashable, Sendable {
    /// The lowest address; its host bits are zero.
    public let address: IPAddress
    /// The number of common leading bits, from 0 to the width of the family.
    public let length: Int

    /// Creates the prefix of a length that contains an address, whose host bits are cleared; nil if the length exceeds the width of the
    /// family.
    public init?(_ address: IPAddress, length: Int) {
        guard (0...address.family.bitWidth).contains(length) else { return nil }
        self.length = length
        switch address {
        case .v4(let address):
            self.address = .v4(IPv4Address(rawValue: address.rawValue & ~Self.hostMask(length)))
        case .v6(let address):
            self.address = .v6(IPv6Address(rawValue: address.rawValue & ~Self.hostMask(length)))
        }
    }

    /// The address family.
    public var family: IPFamily { address.family }

    /// The lowest address.
    public var first: IPAddress { address }

    /// The highest address, usually the broadcast address of an IPv4 subnet.
    public var last: IPAddress {
        switch address {
        case .v4(let address): .v4(IPv4Address(rawValue: address.rawValue | Self.hostMask(length)))
        case .v6(let address): .v6(IPv6Address(rawValue: address.rawValue | Self.hostMask(length)))
        }
    }

    /// Returns a Boolean value that indicates whether the block contains the address.
    public func contains(_ other: IPAddress) -> Bool {
        other.family == family && address <= other && other <= last
    }

    /// Returns a Boolean value that indicates whether the block contains every address of the other block.
    public func contains(_ other: Prefix) -> Bool {
        length <= other.length && contains(other.address)
    }

    /// Returns a Boolean value that indicates whether the blocks share an address, in which case one contains the other.
    public func overlaps(_ other: Prefix) -> Bool {
        contains(other) || other.contains(self)
    }

    private static func hostMask<Bits: FixedWidthInteger & UnsignedInteger>(_ length: Int) -> Bits {
        // A shift by the whole width gives 0.
        Bits.max >> length
    }
}

extension Prefix: Comparable {
    /// Orders blocks by lowest address, then by length, with the larger block first.
    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }
}

extension Prefix: LosslessStringConvertible {
    /// Parses `address/length`; nil if host bits are set, since the text then names no block.
    public init?(_ description: String) {
        guard
            let interface = InterfaceAddress(description),
            interface.prefix.address == interface.address
        else { return nil }
        self = interface.prefix
    }

    /// The text `address/length`.
    public var description: String { "\(address)/\(length)" }
}

extension Prefix: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
