import Netlink
import NetlinkWire
import NetworkModel

/// The table `inet mdnp` in the kernel: constant rules (``FirewallRules``), and sets that networks are elements of.
struct Firewall {
    private let tables: NFTables

    init(_ tables: NFTables) {
        self.tables = tables
    }

    /// Makes the table anew as a whole, with all that it is to know, in one step.
    ///
    /// Anew, since nobody can say what stands in the way in one that is not whole: a chain of an older mdnp at another
    /// priority cannot be changed, and what somebody else put there is not wanted.
    func open(with elements: Set<FirewallElement>) throws(NetlinkError) {
        let table = NFTable(family: .inet, name: FirewallRules.table)
        var batch = NFBatch()
        // So that there is one to delete.
        batch.add(table)
        batch.delete(table)
        batch.add(table)
        for set in FirewallRules.sets { batch.add(set) }
        for chain in FirewallRules.chains { batch.add(chain.chain) }
        for rule in FirewallRules.chains.flatMap(\.rules) { batch.add(rule) }
        for list in Self.lists(elements) { batch.add(list) }
        try tables.commit(batch)
    }

    /// Takes the table away; it is fine if there is none.
    func close() throws(NetlinkError) {
        var batch = NFBatch()
        batch.delete(NFTable(family: .inet, name: FirewallRules.table))
        do throws(NetlinkError) {
            try tables.commit(batch)
        } catch let error where error.isNotFound {}
    }

    /// Whether there is a table, whatever is in it.
    func isThere() throws(NetlinkError) -> Bool {
        try table() != nil
    }

    /// Whether the table is awake and has its sets, chains and rules, and no other chains and rules.
    func isWhole() throws(NetlinkError) -> Bool {
        guard try table()?.flags == 0 else { return false }
        let wanted = FirewallRules.chains
        let sets = Set(try tables.sets(family: .inet, table: FirewallRules.table).map(\.name))
        guard sets.isSuperset(of: FirewallSet.allCases.map(\.rawValue)) else { return false }
        let chains = try tables.chains(family: .inet, table: FirewallRules.table)
        guard chains.map(\.name) == wanted.map(\.chain.name), chains.map(\.base) == wanted.map(\.chain.base) else {
            return false
        }
        let rules = try tables.rules(family: .inet, table: FirewallRules.table)
        return rules.map { $0.expressions.map(\.uncounted) } == wanted.flatMap(\.rules).map(\.expressions)
    }

    /// What it knows.
    func elements() throws(NetlinkError) -> Set<FirewallElement> {
        var elements: Set<FirewallElement> = []
        for set in FirewallSet.allCases {
            do throws(NetlinkError) {
                let found = try tables.elements(family: .inet, table: FirewallRules.table, set: set.rawValue)
                elements.formUnion(found.compactMap { set.element($0) })
            } catch let error where error.isNotFound {}
        }
        return elements
    }

    /// Adds elements and takes others away, in one step; it is fine if they are there, or not there, already.
    func change(add missing: Set<FirewallElement>, remove surplus: Set<FirewallElement>) throws(NetlinkError) {
        var batch = NFBatch()
        for list in Self.lists(surplus) { batch.delete(list) }
        for list in Self.lists(missing) { batch.add(list) }
        do throws(NetlinkError) {
            try tables.commit(batch)
        } catch let error where error.isNotFound && !surplus.isEmpty {
            // One that is gone keeps the others from being changed: what is there goes, and nothing else.
            try change(add: missing, remove: surplus.intersection(elements()))
        }
    }

    private func table() throws(NetlinkError) -> NFTable? {
        try tables.tables(family: .inet).first { $0.name == FirewallRules.table }
    }

    private static func lists(_ elements: Set<FirewallElement>) -> [NFElementList] {
        let entries = Dictionary(grouping: elements.map(\.entry), by: \.set)
        return FirewallSet.allCases.compactMap { set in
            entries[set].map { entries in
                NFElementList(family: .inet, table: FirewallRules.table, set: set.rawValue, entries.map(\.element))
            }
        }
    }
}
