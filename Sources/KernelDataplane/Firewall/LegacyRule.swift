// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// An entry of the kernel's legacy filter (`struct ipt_entry`, `struct ip6t_entry`).
struct LegacyRule {
    /// A match of the rule (`struct xt_entry_match`).
    struct Match {
        let name: String
        let revision: Int
        let details: ArraySlice<UInt8>
    }

    /// The standard verdict of a rule, without extensions.
    enum Verdict: Hashable {
        /// `-NF_DROP - 1`
        case drop
        /// `-NF_ACCEPT - 1`
        case accept
        /// `XT_RETURN`
        case `return`
        /// Continues at an offset in bytes from the start of the table.
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

    /// The length of the entry in bytes.
    let length: Int
    /// A Boolean value that indicates whether the rule tests addresses, links, a protocol or fragments, or uses goto.
    let hasConditions: Bool
    /// The matches of the rule.
    let matches: [Match]
    /// All conditions on a packet, including those of matches.
    let conditions: [FilterCondition]
    /// The verdict; nil if an extension decides.
    let verdict: Verdict?
    /// The target of the rule.
    let target: XTablesExtension
    /// A Boolean value that indicates whether packets do not return to the chain of the rule after its jump (`-g`).
    let isGoto: Bool
    /// The name of the chain whose head the entry is; nil for other entries.
    let chain: String?

    /// Reads the first entry of the bytes; nil if there is none.
    init?(_ family: IPFamily, bytes: ArraySlice<UInt8>) {
        // The layout: padded conditions, 4 bytes, two lengths of 2 bytes, 4 bytes, and two aligned counters of 8 bytes.
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
        let parsed = LegacyConditions(family, bytes: body.prefix(conditions))
        self.isGoto = parsed.isGoto
        self.conditions =
            parsed.conditions
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

/// A match or a target: its length, its name of at most 29 bytes, its revision, and its parameters.
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
    /// The text up to the first zero byte.
    fileprivate var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}
