// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The text of an option, with a parser for each kind of value; errors name the option.
struct OptionText: Sendable {
    /// The name by which the user set the option.
    let key: String
    let text: String

    init(_ key: String, text: String) {
        self.key = key
        self.text = text
    }

    /// A Boolean value, in the spellings that Docker's bridge driver accepts.
    var boolean: Bool {
        get throws(Refusal) {
            switch text {
            case "1", "t", "T", "true", "TRUE", "True": true
            case "0", "f", "F", "false", "FALSE", "False": false
            default: throw refused("is invalid; use true or false")
            }
        }
    }

    /// The packet size in bytes, or `auto`.
    var mtu: MTUChoice {
        get throws(Refusal) {
            if text == "auto" { return .automatic }
            guard let number: Int = digits(), (68...65535).contains(number) else {
                throw refused("is invalid; use auto or a number from 68 to 65535")
            }
            return .bytes(number)
        }
    }

    /// A number of at least 1, or `none` for no limit.
    var limit: UInt32? {
        get throws(Refusal) {
            if text == "none" { return nil }
            guard let number: UInt32 = digits(), number > 0 else {
                throw refused("is invalid; use none or a number from 1 to \(UInt32.max)")
            }
            return number
        }
    }

    /// The number of announcements of an address.
    var announcements: Int {
        get throws(Refusal) {
            guard let number: Int = digits(), (0...3).contains(number) else {
                throw refused("is invalid; use a number from 0 to 3")
            }
            return number
        }
    }

    /// The prefix of interface names.
    var interfacePrefix: InterfacePrefix { get throws(Refusal) { try InterfacePrefix(text) } }

    /// Returns a number of digits only, without a sign; nil for any other text.
    private func digits<Number: FixedWidthInteger>() -> Number? {
        text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? Number(text) : nil
    }

    /// The name of a link.
    var interfaceName: InterfaceName {
        get throws(Refusal) {
            do {
                return try InterfaceName(text)
            } catch {
                throw Refusal("option \(key)", "\(error)")
            }
        }
    }

    /// The maximum number of links in an option.
    private static let linkLimit = 64

    /// Returns the names of links, without duplicates, from a list with a separator.
    func interfaceNames(separator: Character) throws(Refusal) -> [InterfaceName] {
        var names: Set<InterfaceName> = []
        for part in text.split(separator: separator, omittingEmptySubsequences: false) {
            names.insert(try OptionText(key, text: String(part.drop { $0 == " " })).interfaceName)
        }
        guard names.count <= Self.linkLimit else { throw refused("has more than \(Self.linkLimit) links") }
        return names.sorted { $0.description < $1.description }
    }

    /// Returns the case with the text as its raw value.
    func word<Word: RawRepresentable<String> & CaseIterable>() throws(Refusal) -> Word {
        guard let word = Word(rawValue: text) else {
            throw refused("is invalid; use one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// Returns host addresses (unicast, no loopback), separated by commas, together with earlier ones: at most one of each family.
    func hostAddresses(beside others: [IPAddress]) throws(Refusal) -> [IPAddress] {
        var addresses = others
        for part in parts {
            guard let address = IPAddress(part), !address.isUnspecified, !address.isMulticast, !address.isLoopback
            else {
                throw Refusal("option \(key)", "\(part.quoted) is not a host address")
            }
            guard !addresses.contains(where: { $0.family == address.family }) else {
                throw refused("is a second address of the same family")
            }
            addresses.append(address)
        }
        return addresses.sorted()
    }

    /// The addresses of published ports: `any`, `localhost`, or host addresses, at most one of each family.
    var publishingAddresses: [IPAddress] {
        get throws(Refusal) {
            switch text {
            case "any": return PublishOptions.everyAddress
            case "localhost": return PublishOptions.loopback
            default: break
            }
            var addresses: [IPAddress] = []
            for part in parts {
                guard let address = IPAddress(part), !address.isMulticast else {
                    throw Refusal(
                        "option \(key)",
                        "\(part.quoted) is invalid; use any, localhost or a host address"
                    )
                }
                guard !addresses.contains(where: { $0.family == address.family }) else {
                    throw refused("is a second address of the same family")
                }
                addresses.append(address)
            }
            return addresses.sorted()
        }
    }

    /// Blocks, ranges and single addresses, separated by commas, blanks or line breaks.
    var clients: ClientList { get throws(Refusal) { ClientList(try addressSet) } }

    /// Blocks, ranges and single addresses, up to the limit for allowed addresses of a container.
    var allowedAddresses: AddressSet {
        get throws(Refusal) {
            let addresses = try addressSet
            guard addresses.ranges.count <= SenderOptions.allowedLimit else {
                throw Refusal(
                    "option \(key)",
                    "has \(addresses.ranges.count) ranges, at most \(SenderOptions.allowedLimit) are allowed; use larger blocks"
                )
            }
            return addresses
        }
    }

    /// Ethertypes, separated by commas.
    var etherTypes: EtherTypes {
        get throws(Refusal) {
            guard let types = EtherTypes(text) else {
                throw refused(
                    "is invalid; use vlan, pppoe, mpls, lldp or 0x0600 to 0xffff (IPv4, ARP and IPv6 need no option)"
                )
            }
            guard types.types.count <= EtherTypes.limit else {
                throw Refusal(
                    "option \(key)",
                    "has \(types.types.count) EtherTypes, at most \(EtherTypes.limit) are allowed; use spoof_check=mac"
                )
            }
            return types
        }
    }

    /// The set of addresses; takes as long as sorting the ranges.
    private var addressSet: AddressSet {
        get throws(Refusal) {
            var ranges: [AddressRange] = []
            for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let words = part.split { Self.blanks.contains($0) }
                guard !words.isEmpty else { throw Refusal("option \(key)", "has an empty entry") }
                for word in words {
                    let word = String(Substring(word))
                    guard let range = AddressRange(word) else {
                        throw Refusal("option \(key)", "\(word.quoted) \(Self.fault(ofRange: word))")
                    }
                    ranges.append(range)
                }
            }
            return AddressSet(ranges)
        }
    }

    /// Returns the reason that a text is no range of addresses.
    private static func fault(ofRange text: String) -> String {
        if let interface = InterfaceAddress(text) {
            return
                "has bits after its prefix; use \(interface.prefix) for the block, or \(interface.address) for one address"
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { IPAddress(String($0)) }
        guard ends.count == 2, let first = ends[0], let last = ends[1] else {
            return "is invalid; use an address, a range such as 192.0.2.7-192.0.2.12, or a block such as 192.0.2.0/24"
        }
        guard first.family == last.family else { return "mixes IPv4 and IPv6" }
        return "is reversed; write \(last)-\(first)"
    }

    /// The separators between entries, in addition to the comma.
    private static let blanks: [UInt8] = [" ", "\t", "\n", "\r"].map { UInt8(ascii: $0) }

    private var parts: [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    }

    private func refused(_ reason: String) -> Refusal {
        Refusal("option \(key)", "\(text.quoted) \(reason)")
    }
}

extension String {
    /// The maximum length of a value that an error quotes.
    private static var quotedLength: Int { 64 }

    /// The text in quotation marks, shortened to the limit of an error.
    var quoted: String {
        utf8.count > Self.quotedLength ? "\"\(prefix(Self.quotedLength))…\"" : "\"\(self)\""
    }
}
