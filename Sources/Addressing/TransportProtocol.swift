// SPDX-License-Identifier: Apache-2.0

/// The protocols whose ports can be published; the raw value is the IP protocol number (`IPPROTO_TCP`…).
public enum TransportProtocol: UInt8, Sendable, Hashable, CaseIterable {
    case tcp = 6
    case udp = 17
    case sctp = 132

    /// Creates a protocol from its IP protocol number; nil for any other.
    public init?(number: UInt8) {
        self.init(rawValue: number)
    }

    /// The IP protocol number.
    public var number: UInt8 { rawValue }
}

extension TransportProtocol: Comparable {
    /// Orders protocols by number.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension TransportProtocol: LosslessStringConvertible {
    /// Parses `tcp`, `udp` or `sctp`, in lowercase as Docker writes them.
    public init?(_ description: String) {
        guard let match = Self.allCases.first(where: { $0.description == description }) else { return nil }
        self = match
    }

    /// The name: `tcp`, `udp` or `sctp`.
    public var description: String {
        switch self {
        case .tcp: "tcp"
        case .udp: "udp"
        case .sctp: "sctp"
        }
    }
}

extension TransportProtocol: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
