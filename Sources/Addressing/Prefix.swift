// SPDX-License-Identifier: Apache-2.0

/// A block of addresses that share their first bits: `10.1.0.0/24`.
public struct Prefix: Hashable, Sendable {
    /// The lowest address; its host bits are zero.
    public let address: IPAddress
    /// How many leading bits all addresses share: 0 to the family's width.
    public let length: Int

    /// The prefix of this length around an address, whose host bits are dropped; nil only for a length that the
    /// family does not have.
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

    /// The family of its addresses.
    public var family: IPFamily { address.family }

    /// The lowest address.
    public var first: IPAddress { address }

    /// The highest address; of an IPv4 subnet, usually its broadcast address.
    public var last: IPAddress {
        switch address {
        case .v4(let address): .v4(IPv4Address(rawValue: address.rawValue | Self.hostMask(length)))
        case .v6(let address): .v6(IPv6Address(rawValue: address.rawValue | Self.hostMask(length)))
        }
    }

    /// Whether the address is one of the block's.
    public func contains(_ other: IPAddress) -> Bool {
        other.family == family && address <= other && other <= last
    }

    /// Whether every address of the other block is one of this block's.
    public func contains(_ other: Prefix) -> Bool {
        length <= other.length && contains(other.address)
    }

    /// Whether the blocks have an address in common, which means that one contains the other.
    public func overlaps(_ other: Prefix) -> Bool {
        contains(other) || other.contains(self)
    }

    private static func hostMask<Bits: FixedWidthInteger & UnsignedInteger>(_ length: Int) -> Bits {
        // A shift by the whole width gives 0.
        Bits.max >> length
    }
}

extension Prefix: Comparable {
    /// Orders by lowest address, then the larger block first.
    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }
}

extension Prefix: LosslessStringConvertible {
    /// Reads `address/length`; host bits that are set make it nil, since the text then names no block.
    public init?(_ description: String) {
        guard
            let interface = InterfaceAddress(description),
            interface.prefix.address == interface.address
        else { return nil }
        self = interface.prefix
    }

    /// `address/length`.
    public var description: String { "\(address)/\(length)" }
}

extension Prefix: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
