// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem

/// A table of the kernel's legacy filter, as a sequence of entries.
///
/// A user-defined chain starts with an error entry that carries its name, and ends with a return entry. An unreadable entry ends the table.
/// The kernel reports the offsets of the hook chains separately.
struct LegacyTable {
    /// An entry, and its offset in bytes from the start of the table.
    struct Entry {
        let offset: Int
        let rule: LegacyRule
    }

    /// A chain: its name, the offset of its first rule, and its rules in order.
    struct Chain {
        let name: String
        let offset: Int
        let rules: [Entry]
    }

    /// The user-defined chains.
    let chains: [Chain]
    private let entries: [Entry]
    private let forwardChain: XTables.HookChain

    init(_ family: IPFamily, table: XTables.Table) {
        var entries: [Entry] = []
        var rest = table.entries[...]
        while let rule = LegacyRule(family, bytes: rest) {
            entries.append(Entry(offset: rest.startIndex, rule: rule))
            rest = rest.dropFirst(rule.length)
        }
        self.entries = entries
        self.forwardChain = table.forward
        let heads = entries.indices.filter { entries[$0].rule.chain != nil }
        self.chains = zip(heads, heads.dropFirst() + [entries.count]).compactMap { head, end in
            // The last entry of the table belongs to the kernel.
            let own = entries[(head + 1)..<end]
            guard let name = entries[head].rule.chain, let first = own.first else { return nil }
            return Chain(name: name, offset: first.offset, rules: own.dropLast())
        }
    }

    /// The rules of `FORWARD` in their order, and its policy.
    var forward: (rules: [Entry], policy: LegacyRule.Verdict?) {
        let rules = entries.filter { forwardChain.start <= $0.offset && $0.offset < forwardChain.policy }
        return (rules, entries.first { $0.offset == forwardChain.policy }?.rule.verdict)
    }
}
