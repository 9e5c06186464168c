// SPDX-License-Identifier: Apache-2.0

/// Ethertypes (`ETH_P_*`) that a container may send in addition to IPv4, ARP and IPv6: the option `ethertypes`.
public struct EtherTypes: Hashable, Sendable {
    /// The types, in ascending order.
    public let types: [UInt16]

    /// The maximum number of types in one option: each is an element in the kernel for every container.
    public static var limit: Int { 64 }

    /// No other ethertypes.
    public static var none: Self { Self(unchecked: []) }

    /// Names for ethertypes whose numbers are hard to remember.
    private static let keywords: [(name: String, types: [UInt16])] = [
        ("vlan", [0x8100, 0x88a8]), ("pppoe", [0x8863, 0x8864]), ("mpls", [0x8847, 0x8848]), ("lldp", [0x88cc]),
    ]

    /// The types that other checks cover.
    private static let checked: Set<UInt16> = [0x0800, 0x0806, 0x86dd]

    /// The lowest number of a type; lower numbers are lengths (`ETH_P_802_3_MIN`).
    private static var lowest: UInt16 { 0x0600 }

    private init(unchecked types: Set<UInt16>) {
        self.types = types.sorted()
    }
}

extension EtherTypes: LosslessStringConvertible {
    /// Parses names and hexadecimal numbers, separated by commas (`vlan,0x88cc`); nil for any other text, and for IPv4, ARP or IPv6.
    public init?(_ description: String) {
        var types: Set<UInt16> = []
        for part in description.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.drop { $0 == " " }
            if let word = Self.keywords.first(where: { $0.name == part }) {
                types.formUnion(word.types)
                continue
            }
            let digits = part.dropFirst(2)
            guard part.hasPrefix("0x"), digits.utf8.count <= 4, digits.allSatisfy(\.isHexDigit),
                let type = UInt16(digits, radix: 16), type >= Self.lowest, !Self.checked.contains(type)
            else { return nil }
            types.insert(type)
        }
        self.init(unchecked: types)
    }

    /// The numbers, separated by commas.
    public var description: String { types.map(Self.text).joined(separator: ",") }

    /// Returns the text of a type: `0x8100`.
    static func text(_ type: UInt16) -> String {
        let digits = String(type, radix: 16)
        return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
