// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// mdnp's tables in the kernel: constant rules (``FirewallTable``), sets that networks, endpoints and ports are elements of, and chains that stand
/// only while they are wanted.
///
/// Both are made, changed and taken away together.
struct Firewall {
    private let tables: NFTables

    init(_ tables: NFTables) {
        self.tables = tables
    }

    /// Makes the tables anew as a whole, with all that they are to know, in one step.
    ///
    /// Anew, since nobody can say what stands in the way in one that is not whole: a chain of an older mdnp at another
    /// priority cannot be changed, and what somebody else put there is not wanted.
    func open(with elements: Set<FirewallElement>) throws(NetlinkError) {
        var batch = Self.removal
        for table in FirewallTable.all {
            batch.add(table.table)
            for set in table.sets { batch.add(set) }
            for chain in table.chains { batch.add(chain.chain) }
            for rule in table.chains.flatMap(\.rules) { batch.add(rule) }
        }
        Self.add(elements, to: &batch)
        try tables.commit(batch)
    }

    /// Takes the tables away; it is fine if there are none.
    func close() throws(NetlinkError) {
        guard try isThere() else { return }
        try tables.commit(Self.removal)
    }

    /// Whether there is one of the tables, whatever is in it.
    func isThere() throws(NetlinkError) -> Bool {
        try !standing().isEmpty
    }

    /// Whether the tables are those of an mdnp whose rules do not mark the connections that they let through.
    func marksNoConnections() throws(NetlinkError) -> Bool {
        let chains = try tables.chains(family: .inet, table: FirewallTable.name).map(\.name)
        return chains.contains(FirewallChain.leaving.name) && !chains.contains(FirewallChain.admit.name)
    }

    /// Whether the tables are awake and have their sets, chains and rules, and no other chains and rules but those of client lists and
    /// of answers.
    func isWhole() throws(NetlinkError) -> Bool {
        let standing = try standing()
        for table in FirewallTable.all {
            guard standing.first(where: { $0.family == table.family })?.flags == 0, try isWhole(table) else {
                return false
            }
        }
        return true
    }

    private func isWhole(_ wanted: FirewallTable) throws(NetlinkError) -> Bool {
        let sets = try tables.sets(family: wanted.family, table: FirewallTable.name)
        guard wanted.sets.allSatisfy({ set in sets.contains { $0.isLike(set) } }) else { return false }
        let found = try tables.chains(family: wanted.family, table: FirewallTable.name)
        let lists = wanted.family == .inet ? found.compactMap { ClientListRules(chain: $0.name) } : []
        guard lists.flatMap(\.sets).allSatisfy({ set in sets.contains { $0.isLike(set) } }) else { return false }
        let answers = wanted.family == .inet ? Self.answers(among: found) : []
        guard answers.isEmpty || answers.count == FirewallTable.answerChains.count else { return false }
        let passing = (lists.flatMap(\.chains) + answers).map { chain in (chain.chain.name, chain) }
        let byName = Dictionary(passing) { first, _ in first }
        let chains = wanted.chains + found.compactMap { byName[$0.name] }
        guard chains.count == wanted.chains.count + byName.count else { return false }
        guard found.map(\.name) == chains.map(\.chain.name), found.map(\.base?.known) == chains.map(\.chain.base) else {
            return false
        }
        let rules = try tables.rules(family: wanted.family, table: FirewallTable.name)
        return rules.map { $0.expressions.map(\.uncounted) } == chains.flatMap(\.rules).map(\.expressions)
    }

    /// What they know.
    func elements() throws(NetlinkError) -> Set<FirewallElement> {
        try elements(of: SetDefinition.all).union(elementsOfChains())
    }

    /// The links by which connections come in from elsewhere, with their numbers.
    func arrivals() throws(NetlinkError) -> [InterfaceName: Int] {
        var arrivals: [InterfaceName: Int] = [:]
        for case .arrival(let link, let number) in try elements(of: [SetDefinition.arrivals]) {
            arrivals[link] = number
        }
        return arrivals
    }

    /// The frames that were dropped of each link in the last ten minutes.
    func droppedFrames() throws(NetlinkError) -> [InterfaceName: [DroppedFrames]] {
        var dropped: [InterfaceName: [DroppedFrames]] = [:]
        for set in SetDefinition.setsOfDroppedFrames {
            do throws(NetlinkError) {
                let found = try tables.elements(family: set.family, table: FirewallTable.name, set: set.name)
                for (link, frames) in found.compactMap({ set.droppedFrames($0) }) {
                    dropped[link, default: []].append(frames)
                }
            } catch let error where error.isNotFound {}
        }
        return dropped
    }

    /// What chains stand for: client lists, whatever is in them, and answers.
    private func elementsOfChains() throws(NetlinkError) -> Set<FirewallElement> {
        let found = try tables.chains(family: .inet, table: FirewallTable.name)
        let lists = found.compactMap { ClientListRules(chain: $0.name).map { FirewallElement.clients($0.id) } }
        return Set(lists + (Self.answers(among: found).isEmpty ? [] : [.answers]))
    }

    /// The chains of answers that there are.
    private static func answers(among chains: [NFChain]) -> [FirewallTable.Chain] {
        FirewallTable.answerChains.filter { chain in chains.contains { $0.name == chain.chain.name } }
    }

    private func elements(of sets: some Sequence<SetDefinition>) throws(NetlinkError) -> Set<FirewallElement> {
        var elements: Set<FirewallElement> = []
        for set in sets where set.hasElements {
            do throws(NetlinkError) {
                let found = try tables.elements(family: set.family, table: FirewallTable.name, set: set.name)
                elements.formUnion(found.compactMap { set.element($0) })
            } catch let error where error.isNotFound {}
        }
        return elements
    }

    /// Adds elements and takes others away, in one step; it is fine if they are there, or not there, already.
    ///
    /// What goes goes first: a port that leads elsewhere from now on leads somewhere at every moment.
    func change(add missing: Set<FirewallElement>, remove surplus: Set<FirewallElement>) throws(NetlinkError) {
        var batch = NFBatch()
        for list in Self.lists(surplus) { batch.delete(list) }
        for list in Self.clientLists(surplus) { batch.delete(list) }
        if surplus.contains(.answers) {
            for chain in FirewallTable.answerChains.reversed() { batch.delete(chain.chain) }
        }
        Self.add(missing, to: &batch)
        do throws(NetlinkError) {
            try tables.commit(batch)
        } catch let error where error.isBusy && surplus.contains(where: { $0.clientList != nil }) {
            // Another network or endpoint has the same list.
            try change(add: missing, remove: surplus.filter { $0.clientList == nil })
        } catch let error where error.isNotFound && !surplus.isEmpty {
            // One that is gone keeps the others from being changed: what is there goes, and nothing else.
            let sets = Dictionary(surplus.compactMap(\.entry?.set).map { ($0.name, $0) }) { first, _ in first }
            var standing = surplus.intersection(try elements(of: sets.values))
            standing.formUnion(surplus.intersection(try elementsOfChains()))
            // Nothing may be said twice in vain.
            guard standing != surplus else { throw error }
            try change(add: missing, remove: standing)
        }
    }

    private func standing() throws(NetlinkError) -> [NFTable] {
        let families = FirewallTable.all.map(\.family)
        return try tables.tables().filter { $0.name == FirewallTable.name && families.contains($0.family) }
    }

    /// Takes both tables away, whether they are there or not.
    private static var removal: NFBatch {
        var batch = NFBatch()
        for table in FirewallTable.all {
            // So that there is one to delete.
            batch.add(table.table)
            batch.delete(table.table)
        }
        return batch
    }

    private static func add(_ elements: Set<FirewallElement>, to batch: inout NFBatch) {
        for list in clientLists(elements) { batch.add(list) }
        if elements.contains(.answers) {
            for chain in FirewallTable.answerChains { batch.replace(chain) }
        }
        for list in lists(elements) { batch.add(list) }
    }

    private static func clientLists(_ elements: Set<FirewallElement>) -> [ClientListRules] {
        elements.compactMap(\.clientList).sorted().map { ClientListRules($0) }
    }

    private static func lists(_ elements: Set<FirewallElement>) -> [NFElementList] {
        let entries = Dictionary(grouping: elements.compactMap(\.entry), by: \.set.name)
        return entries.values.flatMap { entries in
            let set = entries[0].set
            var elements = entries.map(\.element)
            // The kernel lists ranges in the order in which they came.
            if set.hasRanges { elements.sort { $0.key.lexicographicallyPrecedes($1.key) } }
            return NFElementList(family: set.family, table: FirewallTable.name, set: set.name, elements: elements)
                .chunks
        }
    }
}

extension NFBaseChain {
    /// The hook as far as mdnp sets it, whatever else a newer kernel tells.
    fileprivate var known: NFBaseChain { NFBaseChain(type: type, hook: hook, priority: priority, policy: policy) }
}

extension NFSet {
    /// Whether it has the name of another, takes the same elements, and says the same of them.
    fileprivate func isLike(_ other: NFSet) -> Bool {
        name == other.name && key == other.key && value == other.value && flags == other.flags
            && expression == other.expression && comment == other.comment
    }
}
