// SPDX-License-Identifier: Apache-2.0

/// An address of an interface, with the prefix length of its subnet: `10.1.0.7/16`.
public struct InterfaceAddress: Hashable, Sendable {
    /// The address of the interface.
    public let address: IPAddress
    /// The prefix of the directly reachable subnet.
    public let prefix: Prefix

    /// Creates an address in a subnet; nil if the prefix length exceeds the width of the family.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard let prefix = Prefix(address, length: prefixLength) else { return nil }
        self.address = address
        self.prefix = prefix
    }

    /// The prefix length, from 0 to the width of the family.
    public var prefixLength: Int { prefix.length }
}

extension InterfaceAddress: Comparable {
    /// Orders addresses by number, then by prefix length.
    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.prefixLength) < (right.address, right.prefixLength)
    }
}

extension InterfaceAddress: LosslessStringConvertible {
    /// Parses `address/length` strictly.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard
            parts.count == 2,
            let address = IPAddress(String(parts[0])),
            let length = Int(strictDecimal: parts[1].utf8, maximum: address.family.bitWidth)
        else { return nil }
        self.init(address, prefixLength: length)
    }

    /// The text `address/length`.
    public var description: String { "\(address)/\(prefixLength)" }
}

extension InterfaceAddress: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
