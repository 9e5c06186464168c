// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem

/// A table of the legacy packet filter, as the kernel tells it: one entry after the other.
///
/// A chain of somebody's begins with an entry that carries its name as an error, and ends with one of its own that
/// returns; whatever cannot be read ends the table. Where the chains of the kernel's hooks lie, it tells beside the entries.
struct LegacyTable {
    /// An entry, and where it lies in bytes behind the table's start.
    struct Entry {
        let offset: Int
        let rule: LegacyRule
    }

    /// A chain: its name, where its first rule begins, and its rules in their order.
    struct Chain {
        let name: String
        let offset: Int
        let rules: [Entry]
    }

    /// The chains that only rules lead to.
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
            // Behind the last one is the kernel's own.
            let own = entries[(head + 1)..<end]
            guard let name = entries[head].rule.chain, let first = own.first else { return nil }
            return Chain(name: name, offset: first.offset, rules: own.dropLast())
        }
    }

    /// The rules of `FORWARD` in their order, and what becomes of a packet that none of them decides.
    var forward: (rules: [Entry], policy: LegacyRule.Verdict?) {
        let rules = entries.filter { forwardChain.start <= $0.offset && $0.offset < forwardChain.policy }
        return (rules, entries.first { $0.offset == forwardChain.policy }?.rule.verdict)
    }
}
