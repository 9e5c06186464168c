import Addressing
import LinuxSystem

/// A table of the legacy packet filter, as the kernel tells it: one entry after the other.
///
/// A chain of somebody's begins with an entry that carries its name as an error, and ends with one of its own that
/// returns; whatever cannot be read ends the table. Where the chains of the kernel's hooks lie, it tells beside the entries.
struct LegacyTable {
    private let entries: [(offset: Int, rule: LegacyRule)]
    private let forwardChain: XTables.HookChain

    init(_ family: IPFamily, _ table: XTables.Table) {
        var entries: [(offset: Int, rule: LegacyRule)] = []
        var rest = table.entries[...]
        while let entry = LegacyRule(family, rest) {
            entries.append((rest.startIndex, entry))
            rest = rest.dropFirst(entry.length)
        }
        self.entries = entries
        self.forwardChain = table.forward
    }

    /// A chain: where its first rule begins, in bytes behind the table's start, and its rules in their order; nil if there is none.
    func chain(_ name: String) -> (offset: Int, rules: [LegacyRule])? {
        guard let head = entries.firstIndex(where: { $0.rule.chain == name }) else { return nil }
        // Behind the last one is the kernel's own.
        let own = entries[(head + 1)...].prefix { $0.rule.chain == nil }
        return own.first.map { ($0.offset, own.dropLast().map(\.rule)) }
    }

    /// The rules of `FORWARD` in their order, and what becomes of a packet that none of them decides.
    var forward: (rules: [LegacyRule], policy: LegacyRule.Verdict?) {
        let rules = entries.filter { forwardChain.start <= $0.offset && $0.offset < forwardChain.policy }.map(\.rule)
        return (rules, entries.first { $0.offset == forwardChain.policy }?.rule.verdict)
    }
}
