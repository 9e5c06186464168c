// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// An entry of the legacy packet filter (`struct ipt_entry`, `struct ip6t_entry`).
struct LegacyRule {
    /// What the rule asks an extension (`struct xt_entry_match`).
    struct Match {
        let name: String
        let revision: Int
        let details: ArraySlice<UInt8>
    }

    /// What becomes of a packet, if it is decided here and not by an extension or another chain.
    enum Verdict: Hashable {
        /// `-NF_DROP - 1`
        case drop
        /// `-NF_ACCEPT - 1`
        case accept
        /// `XT_RETURN`
        case `return`
        /// It goes on so many bytes behind the table's start.
        case jump(Int)

        init?(_ number: Int32) {
            switch number {
            case -1: self = .drop
            case -2: self = .accept
            case -5: self = .return
            case 0...: self = .jump(Int(number))
            default: return nil
            }
        }
    }

    /// How many bytes it takes in the table.
    let length: Int
    /// Whether it asks for addresses, links, a protocol or fragments, or goes instead of jumping.
    let hasConditions: Bool
    /// What it asks extensions.
    let matches: [Match]
    /// What it asks of a packet, of extensions too.
    let conditions: [FilterCondition]
    /// What it decides.
    let verdict: Verdict?
    /// The extension that decides, or does something else with a packet.
    let target: XTablesExtension
    /// Whether the chain that led here does not go on behind the one that this rule leads to (`-g`).
    let isGoto: Bool
    /// The chain that begins with it, if it is the head of one.
    let chain: String?

    /// Reads the entry that the bytes begin with; nil if there is none.
    init?(_ family: IPFamily, bytes: ArraySlice<UInt8>) {
        // The conditions, padded; then 4 bytes, two lengths of 2, 4 bytes, and from a multiple of 8 on two counters of 8.
        let conditions = family == .v4 ? 84 : 136
        let header = family == .v4 ? 112 : 168
        guard bytes.count >= header else { return nil }
        let targetOffset = Int(bytes.hostInteger(at: conditions + 4) as UInt16)
        let length = Int(bytes.hostInteger(at: conditions + 6) as UInt16)
        guard header <= targetOffset, targetOffset <= length, length <= bytes.count else { return nil }
        let body = bytes.prefix(length)
        guard let target = Extension(body.dropFirst(targetOffset)),
            let matches = Self.matches(body.prefix(targetOffset).dropFirst(header))
        else { return nil }
        self.length = length
        self.hasConditions = body.prefix(conditions).contains { $0 != 0 }
        self.matches = matches
        let asked = LegacyConditions(family, bytes: body.prefix(conditions))
        self.isGoto = asked.isGoto
        self.conditions =
            asked.conditions
            + matches.flatMap { XTablesExtension(name: $0.name, revision: $0.revision, details: $0.details).conditions }
        self.target = XTablesExtension(name: target.name, revision: target.revision, details: target.details)
        let isStandard = target.name.isEmpty && target.details.count >= 4
        self.verdict = isStandard ? Verdict(target.details.hostInteger(at: 0)) : nil
        self.chain = target.name == "ERROR" ? target.details.text : nil
    }

    private static func matches(_ bytes: ArraySlice<UInt8>) -> [Match]? {
        var matches: [Match] = []
        var rest = bytes
        while !rest.isEmpty {
            guard let match = Extension(rest) else { return nil }
            matches.append(Match(name: match.name, revision: match.revision, details: match.details))
            rest = rest.dropFirst(match.length)
        }
        return matches
    }
}

/// A match or a target: its length, its name of up to 29 bytes, its revision, and what it keeps.
private struct Extension {
    static let headerLength = 32

    let length: Int
    let name: String
    let revision: Int
    let details: ArraySlice<UInt8>

    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.headerLength else { return nil }
        length = Int(bytes.hostInteger(at: 0) as UInt16)
        guard (Self.headerLength...bytes.count).contains(length) else { return nil }
        let own = bytes.prefix(length)
        name = own.dropFirst(2).prefix(29).text
        revision = Int(own.hostInteger(at: 31) as UInt8)
        details = own.dropFirst(Self.headerLength)
    }
}

extension ArraySlice<UInt8> {
    /// The text up to the first zero.
    fileprivate var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}
