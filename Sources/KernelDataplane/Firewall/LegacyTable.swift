import Addressing

/// A table of the legacy packet filter, as the kernel tells it: one entry after the other.
///
/// A chain of somebody's begins with an entry that carries its name as an error, and ends with one of its own that
/// returns; whatever cannot be read ends the table.
struct LegacyTable {
    private let entries: [LegacyRule]

    init(_ family: IPFamily, _ bytes: [UInt8]) {
        var entries: [LegacyRule] = []
        var rest = bytes[...]
        while let entry = LegacyRule(family, rest) {
            entries.append(entry)
            rest = rest.dropFirst(entry.length)
        }
        self.entries = entries
    }

    /// The rules of a chain in their order; nil if there is no such chain.
    func rules(of chain: String) -> [LegacyRule]? {
        guard let head = entries.firstIndex(where: { $0.chain == chain }) else { return nil }
        // Behind the last one is the kernel's own.
        return entries[(head + 1)...].prefix { $0.chain == nil }.dropLast()
    }
}
