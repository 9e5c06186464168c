// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The name of a client list: a digest of its addresses.
///
/// Networks and endpoints with the same addresses have the same name.
public struct ClientListID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name, 16 hexadecimal digits.
    public let text: String

    /// Parses the name in the names of sets and chains; nil for invalid text.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, text.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else { return nil }
        self.text = String(text)
    }

    fileprivate init(of text: String) {
        // FNV-1a: stability matters, secrecy does not.
        let digest = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(digest, radix: 16)
        self.text = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The name.
    public var description: String { text }

    /// Orders by name.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// The allowed clients of published ports (`publish.allow`), in addition to the host itself.
public struct ClientList: Sendable {
    /// The name of the list.
    public let id: ClientListID
    /// The addresses of the clients.
    public let addresses: AddressSet
    /// The ranges, separated by commas, as parsed by ``init(_:)``.
    public let text: String

    /// Creates a list of a set of addresses.
    public init(_ addresses: AddressSet) {
        self.addresses = addresses
        text = addresses.ranges.map(\.description).joined(separator: ",")
        id = ClientListID(of: text)
    }

    /// The maximum number of ranges in a summary.
    private static var shown: Int { 4 }

    /// The first ranges, for one line of text.
    public var summary: String {
        let ranges = addresses.ranges
        let first = ranges.prefix(Self.shown).map(\.description).joined(separator: ",")
        return ranges.count > Self.shown ? "\(first) and \(ranges.count - Self.shown) more" : first
    }
}

extension ClientList: Hashable {
    /// Returns a Boolean value that indicates whether both lists have the same addresses.
    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.addresses == right.addresses
    }

    /// Hashes the name only.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension ClientList: LosslessStringConvertible {
    /// Parses ranges, separated by commas; nil if one is invalid.
    public init?(_ description: String) {
        var ranges: [AddressRange] = []
        for part in description.utf8.split(separator: UInt8(ascii: ",")) {
            guard let range = AddressRange(String(Substring(part))) else { return nil }
            ranges.append(range)
        }
        self.init(AddressSet(ranges))
    }

    /// All ranges, separated by commas.
    public var description: String { text }
}
