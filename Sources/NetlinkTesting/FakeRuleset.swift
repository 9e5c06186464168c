// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Netlink
import NetlinkWire

/// The ruleset of a fake kernel.
struct FakeRuleset {
    private struct Place: Hashable {
        let family: NFFamily
        let table: String
        var name = ""
    }

    private var tables: [NFTable] = []
    private var chains: [NFChain] = []
    private var rules: [NFRule] = []
    private var sets: [NFSet] = []
    private var elements: [Place: [NFElement]] = [:]
    private var generation: UInt32 = 1
    private var lastHandle: UInt64 = 0

    /// Returns the reply to a request; changes require a batch.
    mutating func answer(_ request: NetlinkRequest, inBatch: Bool) throws(NetlinkError) -> [NetlinkMessage] {
        switch request.message.type {
        case .getTable:
            let wanted: NFRequest = try request.payload()
            return tables.filter { matches($0.family, request: wanted) }.map {
                NetlinkMessage(type: .newTable, payload: $0)
            }
        case .getChain:
            let wanted: NFRequest = try request.payload()
            return chains.filter { matches($0.family, request: wanted) }.map {
                NetlinkMessage(type: .newChain, payload: $0)
            }
        case .getRule:
            let wanted: NFRequest = try request.payload()
            let found = rules.filter {
                matches($0.family, request: wanted) && $0.table == wanted.table ?? $0.table
                    && $0.chain == wanted.name ?? $0.chain
            }
            return found.map { NetlinkMessage(type: .newRule, payload: $0) }
        case .getSet:
            let wanted: NFRequest = try request.payload()
            if let table = wanted.table { try expect(wanted.family, table: table, for: request) }
            let found = sets.filter { matches($0.family, request: wanted) && $0.table == wanted.table ?? $0.table }
            return found.map { NetlinkMessage(type: .newSet, payload: $0) }
        case .getElements: return try list(request, matching: try request.payload())
        case .getGeneration: return [NetlinkMessage(type: .newGeneration, payload: NFGeneration(id: generation))]
        case .beginBatch where inBatch: try begin(request)
        case .endBatch where inBatch: generation += 1
        case _ where !inBatch: throw request.refused(.invalid)
        case .newTable: try make(request, table: try request.payload())
        case .deleteTable: try delete(request, table: try request.payload())
        case .newChain: try make(request, chain: try request.payload())
        case .deleteChain: try delete(request, chain: try request.payload())
        case .newRule: try make(request, rule: try request.payload())
        case .deleteRule: try delete(request, rule: try request.payload())
        case .newSet: try make(request, set: try request.payload())
        case .deleteSet: try delete(request, set: try request.payload())
        case .newElements: try add(request, elements: try request.payload())
        case .deleteElements: try delete(request, elements: try request.payload())
        default: throw request.refused(.notSupported)
        }
        return []
    }

    private func matches(_ family: NFFamily, request wanted: NFRequest) -> Bool {
        wanted.family == .unspecified || wanted.family == family
    }

    private func begin(_ request: NetlinkRequest) throws(NetlinkError) {
        let boundary: NFBatchBoundary = try request.payload()
        if let wanted = boundary.generation, wanted != generation { throw request.refused(.restart) }
    }

    private mutating func handle() -> UInt64 {
        lastHandle += 1
        return lastHandle
    }

    // MARK: Tables

    private func expect(_ family: NFFamily, table: String, for request: NetlinkRequest) throws(NetlinkError) {
        guard tables.contains(where: { $0.family == family && $0.name == table }) else {
            throw request.refused(.notFound)
        }
    }

    private mutating func make(_ request: NetlinkRequest, table: NFTable) throws(NetlinkError) {
        guard let place = tables.firstIndex(where: { $0.family == table.family && $0.name == table.name }) else {
            return tables.append(table)
        }
        if request.has(.exclusive) { throw request.refused(.exists) }
        tables[place].flags = table.flags
    }

    private mutating func delete(_ request: NetlinkRequest, table: NFTable) throws(NetlinkError) {
        try expect(table.family, table: table.name, for: request)
        tables.removeAll { $0.family == table.family && $0.name == table.name }
        chains.removeAll { $0.family == table.family && $0.table == table.name }
        rules.removeAll { $0.family == table.family && $0.table == table.name }
        sets.removeAll { $0.family == table.family && $0.table == table.name }
        elements = elements.filter { $0.key.family != table.family || $0.key.table != table.name }
    }

    // MARK: Chains and rules

    private func place(of chain: NFChain) -> Int? {
        chains.firstIndex { $0.family == chain.family && $0.table == chain.table && $0.name == chain.name }
    }

    private func expect(_ rule: NFRule, for request: NetlinkRequest) throws(NetlinkError) {
        let chain = NFChain(family: rule.family, table: rule.table, name: rule.chain)
        guard place(of: chain) != nil else { throw request.refused(.notFound) }
    }

    private mutating func make(_ request: NetlinkRequest, chain: NFChain) throws(NetlinkError) {
        try expect(chain.family, table: chain.table, for: request)
        guard let place = place(of: chain) else { return chains.append(chain) }
        if request.has(.exclusive) { throw request.refused(.exists) }
        if let policy = chain.base?.policy { chains[place].base?.policy = policy }
    }

    private mutating func delete(_ request: NetlinkRequest, chain: NFChain) throws(NetlinkError) {
        guard let place = place(of: chain) else { throw request.refused(.notFound) }
        let others = rules.filter { $0.family == chain.family && $0.table == chain.table && $0.chain != chain.name }
        let verdicts =
            others.flatMap(\.expressions).compactMap(\.verdict)
            + elements.filter { $0.key.family == chain.family && $0.key.table == chain.table }
            .flatMap(\.value).compactMap { if case .verdict(let verdict)? = $0.value { verdict } else { nil } }
        if verdicts.contains(.jump(chain.name)) || verdicts.contains(.goto(chain.name)) { throw request.refused(.busy) }
        chains.remove(at: place)
        rules.removeAll { $0.family == chain.family && $0.table == chain.table && $0.chain == chain.name }
    }

    private mutating func make(_ request: NetlinkRequest, rule: NFRule) throws(NetlinkError) {
        try expect(rule, for: request)
        if request.has(.replace) {
            guard let place = rules.firstIndex(where: { $0.handle == rule.handle }) else {
                throw request.refused(.notFound)
            }
            rules[place] = rule
            return
        }
        var rule = rule
        rule.handle = handle()
        let isOfChain = { (other: NFRule) in
            other.family == rule.family && other.table == rule.table && other.chain == rule.chain
        }
        let end =
            request.has(.append) ? rules.lastIndex(where: isOfChain).map { $0 + 1 } : rules.firstIndex(where: isOfChain)
        rules.insert(rule, at: end ?? rules.count)
    }

    private mutating func delete(_ request: NetlinkRequest, rule: NFRule) throws(NetlinkError) {
        try expect(rule, for: request)
        guard let handle = rule.handle else {
            return rules.removeAll {
                $0.family == rule.family && $0.table == rule.table && $0.chain == rule.chain
            }
        }
        guard let place = rules.firstIndex(where: { $0.handle == handle }) else { throw request.refused(.notFound) }
        rules.remove(at: place)
    }

    // MARK: Sets and elements

    private func place(of set: String, family: NFFamily, table: String) -> Int? {
        sets.firstIndex { $0.family == family && $0.table == table && $0.name == set }
    }

    private mutating func make(_ request: NetlinkRequest, set: NFSet) throws(NetlinkError) {
        try expect(set.family, table: set.table, for: request)
        guard place(of: set.name, family: set.family, table: set.table) == nil else {
            if request.has(.exclusive) { throw request.refused(.exists) }
            return
        }
        sets.append(set)
    }

    private mutating func delete(_ request: NetlinkRequest, set: NFSet) throws(NetlinkError) {
        guard let place = place(of: set.name, family: set.family, table: set.table) else {
            throw request.refused(.notFound)
        }
        let used = rules.filter { $0.family == set.family && $0.table == set.table }.flatMap(\.expressions)
        if used.contains(where: { $0.set == set.name }) { throw request.refused(.busy) }
        sets.remove(at: place)
        elements[Place(family: set.family, table: set.table, name: set.name)] = nil
    }

    private func list(_ request: NetlinkRequest, matching wanted: NFRequest) throws(NetlinkError) -> [NetlinkMessage] {
        let (table, set) = (wanted.table ?? "", wanted.name ?? "")
        guard place(of: set, family: wanted.family, table: table) != nil else { throw request.refused(.notFound) }
        let found = elements[Place(family: wanted.family, table: table, name: set)] ?? []
        let list = NFElementList(family: wanted.family, table: table, set: set, elements: found)
        return list.chunks.map { NetlinkMessage(type: .newElements, payload: $0) }
    }

    private mutating func add(_ request: NetlinkRequest, elements list: NFElementList) throws(NetlinkError) {
        guard place(of: list.set, family: list.family, table: list.table) != nil else {
            throw request.refused(.notFound)
        }
        var found = elements[Place(family: list.family, table: list.table, name: list.set)] ?? []
        for element in list.elements {
            if let chain = element.value?.chain {
                guard place(of: NFChain(family: list.family, table: list.table, name: chain)) != nil else {
                    throw request.refused(.notFound)
                }
            }
            guard let place = found.firstIndex(where: { $0.isAt(element) }) else {
                found.append(element)
                continue
            }
            if request.has(.exclusive) || found[place].value != element.value { throw request.refused(.exists) }
        }
        elements[Place(family: list.family, table: list.table, name: list.set)] = found
    }

    private mutating func delete(_ request: NetlinkRequest, elements list: NFElementList) throws(NetlinkError) {
        guard place(of: list.set, family: list.family, table: list.table) != nil else {
            throw request.refused(.notFound)
        }
        let key = Place(family: list.family, table: list.table, name: list.set)
        guard !list.elements.isEmpty else {
            elements[key] = nil
            return
        }
        for element in list.elements {
            guard let place = elements[key]?.firstIndex(where: { $0.isAt(element) }) else {
                throw request.refused(.notFound)
            }
            elements[key]?.remove(at: place)
        }
    }
}

extension NFElement {
    fileprivate func isAt(_ other: NFElement) -> Bool {
        key == other.key && keyEnd == other.keyEnd && flags == other.flags
    }
}

extension NFData {
    /// The target chain of a verdict.
    fileprivate var chain: String? {
        switch self {
        case .verdict(.jump(let chain)), .verdict(.goto(let chain)): chain
        default: nil
        }
    }
}

extension NFExpression {
    fileprivate var verdict: NFVerdict? {
        guard case .immediate(let immediate) = self, case .verdict(let verdict) = immediate.data else { return nil }
        return verdict
    }

    /// The set that the expression looks up.
    fileprivate var set: String? {
        switch self {
        case .lookup(let lookup): lookup.set
        case .setUpdate(let update): update.set
        default: nil
        }
    }
}
