// SPDX-License-Identifier: Apache-2.0

/// An address as an interface carries it, with the length of its subnet's prefix: `10.1.0.7/16`.
public struct InterfaceAddress: Hashable, Sendable {
    /// The interface's own address.
    public let address: IPAddress
    /// The block that is directly reachable.
    public let prefix: Prefix

    /// An address in a subnet of this prefix length; nil for a length that the family does not have.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard let prefix = Prefix(address, length: prefixLength) else { return nil }
        self.address = address
        self.prefix = prefix
    }

    /// The length of the prefix: 0 to the family's width.
    public var prefixLength: Int { prefix.length }
}

extension InterfaceAddress: Comparable {
    /// Orders by address, then by prefix length.
    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.prefixLength) < (right.address, right.prefixLength)
    }
}

extension InterfaceAddress: LosslessStringConvertible {
    /// Reads `address/length`, both strictly.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard
            parts.count == 2,
            let address = IPAddress(String(parts[0])),
            let length = Int(strictDecimal: parts[1].utf8, maximum: address.family.bitWidth)
        else { return nil }
        self.init(address, prefixLength: length)
    }

    /// `address/length`.
    public var description: String { "\(address)/\(prefixLength)" }
}

extension InterfaceAddress: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
