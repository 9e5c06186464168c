// SPDX-License-Identifier: Apache-2.0

/// One port or several in a row, 1 to 65,535: `8000-8010` or `80`.
public struct PortRange: Hashable, Sendable {
    /// The lowest port.
    public let first: UInt16
    /// The highest port, at least the first.
    public let last: UInt16

    /// The ports from one to another; nil if the first is 0 or above the last.
    public init?(first: UInt16, last: UInt16) {
        guard 0 < first, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// The range of a single port; nil for 0.
    public init?(port: UInt16) {
        self.init(first: port, last: port)
    }

    /// How many ports it has, at least 1.
    public var count: Int { Int(last) - Int(first) + 1 }

    /// The ports, in order.
    public var ports: ClosedRange<UInt16> { first...last }

    /// Whether the port is one of them.
    public func contains(_ port: UInt16) -> Bool { ports.contains(port) }
}

extension PortRange: Comparable {
    /// Orders by first port, then by last.
    public static func < (left: Self, right: Self) -> Bool { (left.first, left.last) < (right.first, right.last) }
}

extension PortRange: LosslessStringConvertible {
    /// Reads `first-last` or a single port, in strict decimal.
    public init?(_ description: String) {
        let parts = description.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let ports = parts.compactMap { UInt16(strictDecimal: $0, maximum: .max) }
        guard (1...2).contains(parts.count), ports.count == parts.count else { return nil }
        self.init(first: ports[0], last: ports[ports.count - 1])
    }

    /// `first-last`, or the port alone.
    public var description: String { first == last ? "\(first)" : "\(first)-\(last)" }
}

extension PortRange: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws { self = try decoder.decodeText() }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
