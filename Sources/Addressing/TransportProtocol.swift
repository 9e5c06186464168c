// SPDX-License-Identifier: Apache-2.0

/// The protocols whose ports can be published; the raw value is IP's number for it (`IPPROTO_TCP`…).
public enum TransportProtocol: UInt8, Sendable, Hashable, CaseIterable {
    case tcp = 6
    case udp = 17
    case sctp = 132

    /// The protocol of this number in an IP header; nil for any other.
    public init?(number: UInt8) {
        self.init(rawValue: number)
    }

    /// Its number in an IP header.
    public var number: UInt8 { rawValue }
}

extension TransportProtocol: Comparable {
    /// Orders by number.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension TransportProtocol: LosslessStringConvertible {
    /// Reads `tcp`, `udp` or `sctp`, in lower case as Docker writes them.
    public init?(_ description: String) {
        guard let match = Self.allCases.first(where: { $0.description == description }) else { return nil }
        self = match
    }

    /// `tcp`, `udp` or `sctp`.
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
