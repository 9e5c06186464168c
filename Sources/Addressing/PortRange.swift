// SPDX-License-Identifier: Apache-2.0

/// A range of ports from 1 to 65,535: `8000-8010` or `80`.
public struct PortRange: Hashable, Sendable {
    /// The lowest port.
    public let first: UInt16
    /// The highest port, at least the first.
    public let last: UInt16

    /// Creates a range; nil if the first port is 0 or above the last.
    public init?(first: UInt16, last: UInt16) {
        guard 0 < first, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// Creates a range of a single port; nil for 0.
    public init?(port: UInt16) {
        self.init(first: port, last: port)
    }

    /// The number of ports, at least 1.
    public var count: Int { Int(last) - Int(first) + 1 }

    /// The ports, in order.
    public var ports: ClosedRange<UInt16> { first...last }

    /// Returns a Boolean value that indicates whether the range contains the port.
    public func contains(_ port: UInt16) -> Bool { ports.contains(port) }
}

extension PortRange: Comparable {
    /// Orders ranges by first port, then by last.
    public static func < (left: Self, right: Self) -> Bool { (left.first, left.last) < (right.first, right.last) }
}

extension PortRange: LosslessStringConvertible {
    /// Parses `first-last` or a single port, in strict decimal.
    public init?(_ description: String) {
        let parts = description.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let ports = parts.compactMap { UInt16(strictDecimal: $0, maximum: .max) }
        guard (1...2).contains(parts.count), ports.count == parts.count else { return nil }
        self.init(first: ports[0], last: ports[ports.count - 1])
    }

    /// The text `first-last`, or the single port.
    public var description: String { first == last ? "\(first)" : "\(first)-\(last)" }
}

extension PortRange: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
