// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The name of a client list: a digest of its addresses, the same for all networks and endpoints that have the same ones.
public struct ClientListID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name, 16 hexadecimal digits.
    public let text: String

    /// The name as it stands in the names of sets and chains; nil for a text that is none.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, text.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else { return nil }
        self.text = String(text)
    }

    fileprivate init(of text: String) {
        // FNV-1a: no secret to keep, only to be the same each time.
        let digest = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(digest, radix: 16)
        self.text = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The name.
    public var description: String { text }

    /// Orders by name.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// The clients whom alone published ports serve (`publish.allow`), beside the host itself.
public struct ClientList: Sendable {
    /// The name of the list.
    public let id: ClientListID
    /// The clients' addresses.
    public let addresses: AddressSet
    /// The ranges, with commas between them: what ``init(_:)`` reads.
    public let text: String

    /// The list of a set of addresses.
    public init(_ addresses: AddressSet) {
        self.addresses = addresses
        text = addresses.ranges.map(\.description).joined(separator: ",")
        id = ClientListID(of: text)
    }

    /// How many of the ranges a line has room for.
    private static var shown: Int { 4 }

    /// The ranges, as far as a line has room for them.
    public var summary: String {
        let ranges = addresses.ranges
        let first = ranges.prefix(Self.shown).map(\.description).joined(separator: ",")
        return ranges.count > Self.shown ? "\(first) and \(ranges.count - Self.shown) more" : first
    }
}

extension ClientList: Hashable {
    /// Whether both have the same addresses.
    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.addresses == right.addresses
    }

    /// Takes the name for all of it.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension ClientList: LosslessStringConvertible {
    /// Reads ranges with commas between them; nil if one is none.
    public init?(_ description: String) {
        var ranges: [AddressRange] = []
        for part in description.utf8.split(separator: UInt8(ascii: ",")) {
            guard let range = AddressRange(String(Substring(part))) else { return nil }
            ranges.append(range)
        }
        self.init(AddressSet(ranges))
    }

    /// All ranges, with commas between them.
    public var description: String { text }
}
