// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel

/// The tables of mdnp in the kernel: constant rules (``FirewallTable``), sets of networks, endpoints and ports, and optional chains.
///
/// Both tables are created, changed and deleted together.
struct Firewall {
    private let tables: NFTables

    init(_ tables: NFTables) {
        self.tables = tables
    }

    /// Replaces the tables with all of their elements, in one transaction.
    ///
    /// A repair in place is not possible in general: the priority of an older version's chain cannot change, and rules of other programs
    /// must go.
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

    /// Deletes the tables; missing ones are no error.
    func close() throws(NetlinkError) {
        guard try isThere() else { return }
        try tables.commit(Self.removal)
    }

    /// Returns a Boolean value that indicates whether one of the tables exists, with any contents.
    func isThere() throws(NetlinkError) -> Bool {
        try !present().isEmpty
    }

    /// Returns a Boolean value that indicates whether an older mdnp created the tables, with rules that do not mark admitted connections.
    ///
    /// The names are those of older chains.
    func marksNoConnections() throws(NetlinkError) -> Bool {
        let chains = try tables.chains(family: .inet, table: FirewallTable.name).map(\.name)
        return chains.contains("leaving") && !chains.contains("admit")
    }

    /// Returns a Boolean value that indicates whether the tables are complete.
    ///
    /// No table is dormant, and all sets, chains and rules exist. There are no others except the chains of client lists and of replies.
    func isWhole() throws(NetlinkError) -> Bool {
        let present = try present()
        for table in FirewallTable.all {
            guard let found = present.first(where: { $0.family == table.family }), found.flags == 0,
                Self.isComment(found.comment, like: table.comment), try isWhole(table)
            else { return false }
        }
        return true
    }

    private func isWhole(_ wanted: FirewallTable) throws(NetlinkError) -> Bool {
        let sets = try tables.sets(family: wanted.family, table: FirewallTable.name)
        guard wanted.sets.allSatisfy({ set in sets.contains { $0.isLike(set) } }) else { return false }
        let found = try tables.chains(family: wanted.family, table: FirewallTable.name)
        let lists = wanted.family == .inet ? found.compactMap { ClientListRules(chain: $0.name) } : []
        guard lists.flatMap(\.sets).allSatisfy({ set in sets.contains { $0.isLike(set) } }) else { return false }
        let replies = wanted.family == .inet ? Self.replies(among: found) : []
        guard replies.isEmpty || replies.count == FirewallTable.replyChains.count else { return false }
        let passing = (lists.flatMap(\.chains) + replies).map { chain in (chain.chain.name, chain) }
        let byName = Dictionary(passing) { first, _ in first }
        let chains = wanted.chains + found.compactMap { byName[$0.name] }
        guard chains.count == wanted.chains.count + byName.count else { return false }
        guard found.map(\.name) == chains.map(\.chain.name), found.map(\.base?.known) == chains.map(\.chain.base),
            zip(found, chains).allSatisfy({ Self.isComment($0.comment, like: $1.chain.comment) })
        else { return false }
        let rules = try tables.rules(family: wanted.family, table: FirewallTable.name)
        return rules.map { $0.expressions.map(\.uncounted) } == chains.flatMap(\.rules).map(\.expressions)
    }

    /// Returns a Boolean value that indicates whether the comment of a table or chain is the expected one, or missing.
    ///
    /// Kernels before 5.10 store no comments of tables and chains.
    private static func isComment(_ found: String?, like wanted: String?) -> Bool { found == nil || found == wanted }

    /// Returns the elements of the tables.
    func elements() throws(NetlinkError) -> Set<FirewallElement> {
        try elements(of: SetDefinition.all).union(elementsOfChains())
    }

    /// Returns the links on which outside connections arrive, with their numbers.
    func arrivals() throws(NetlinkError) -> [InterfaceName: Int] {
        var arrivals: [InterfaceName: Int] = [:]
        for case .arrival(let link, let number) in try elements(of: [SetDefinition.arrivalLinks]) {
            arrivals[link] = number
        }
        return arrivals
    }

    /// Returns the frames of each link that were dropped in the last ten minutes.
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

    /// Returns the elements that are chains: client lists with any contents, and replies.
    private func elementsOfChains() throws(NetlinkError) -> Set<FirewallElement> {
        let found = try tables.chains(family: .inet, table: FirewallTable.name)
        let lists = found.compactMap { ClientListRules(chain: $0.name).map { FirewallElement.clients($0.id) } }
        return Set(lists + (Self.replies(among: found).isEmpty ? [] : [.replies]))
    }

    /// Returns the existing chains for replies.
    private static func replies(among chains: [NFChain]) -> [FirewallTable.Chain] {
        FirewallTable.replyChains.filter { chain in chains.contains { $0.name == chain.chain.name } }
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

    /// Adds elements and deletes others, in one transaction; existing or missing ones are no error.
    ///
    /// Deletions come first: a port with a new target has a target at every moment.
    func change(add missing: Set<FirewallElement>, remove surplus: Set<FirewallElement>) throws(NetlinkError) {
        var batch = NFBatch()
        for list in Self.lists(surplus) { batch.delete(list) }
        for list in Self.clientLists(surplus) { batch.delete(list) }
        if surplus.contains(.replies) {
            for chain in FirewallTable.replyChains.reversed() { batch.delete(chain.chain) }
        }
        Self.add(missing, to: &batch)
        do throws(NetlinkError) {
            try tables.commit(batch)
        } catch let error where error.isBusy && surplus.contains(where: { $0.clientList != nil }) {
            // Another network or endpoint has the same list.
            try change(add: missing, remove: surplus.filter { $0.clientList == nil })
        } catch let error where error.isNotFound && !surplus.isEmpty {
            // A missing element makes the transaction fail: delete only the existing ones.
            let sets = Dictionary(surplus.compactMap(\.entry?.set).map { ($0.name, $0) }) { first, _ in first }
            var present = surplus.intersection(try elements(of: sets.values))
            present.formUnion(surplus.intersection(try elementsOfChains()))
            // Repeating the same transaction would fail again.
            guard present != surplus else { throw error }
            try change(add: missing, remove: present)
        }
    }

    private func present() throws(NetlinkError) -> [NFTable] {
        let families = FirewallTable.all.map(\.family)
        return try tables.tables().filter { $0.name == FirewallTable.name && families.contains($0.family) }
    }

    /// Deletes both tables, existing or not.
    private static var removal: NFBatch {
        var batch = NFBatch()
        for table in FirewallTable.all {
            // Add the table first, so that its deletion succeeds.
            batch.add(table.table)
            batch.delete(table.table)
        }
        return batch
    }

    private static func add(_ elements: Set<FirewallElement>, to batch: inout NFBatch) {
        for list in clientLists(elements) { batch.add(list) }
        if elements.contains(.replies) {
            for chain in FirewallTable.replyChains { batch.replace(chain) }
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
            // The kernel lists ranges in the order of their insertion.
            if set.hasRanges { elements.sort { $0.key.lexicographicallyPrecedes($1.key) } }
            return NFElementList(family: set.family, table: FirewallTable.name, set: set.name, elements: elements)
                .chunks
        }
    }
}

extension NFBaseChain {
    /// The properties of the hook that mdnp sets, without those of newer kernels.
    fileprivate var known: NFBaseChain { NFBaseChain(type: type, hook: hook, priority: priority, policy: policy) }
}

extension NFSet {
    /// Returns a Boolean value that indicates whether both sets have the same name, types, flags, expression and comment.
    fileprivate func isLike(_ other: NFSet) -> Bool {
        name == other.name && key == other.key && value == other.value && flags == other.flags
            && expression == other.expression && comment == other.comment
    }
}
