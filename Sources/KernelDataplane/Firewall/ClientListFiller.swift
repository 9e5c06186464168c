// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Fills the sets of client lists.
///
/// The actor has its own thread and socket, and works in steps: the kernel changes its rules under one lock, and every other change waits
/// for at most one step.
actor ClientListFiller {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The port id of the netlink socket; events with this id are the filler's own changes.
    nonisolated let portID: UInt32

    private let executor: ThreadExecutor
    private let tables: NFTables
    private let filled: FilledClientLists

    /// The number of ranges that one step changes; a thousand take the kernel less than 10 ms.
    private static var stepSize: Int { 1000 }

    init(in namespace: NetworkNamespace?, filled: FilledClientLists) throws {
        let socket = try NetlinkSocket(.netfilter, in: namespace)
        executor = try ThreadExecutor(name: "mdnp-clients")
        portID = socket.portID
        tables = NFTables(socket)
        self.filled = filled
    }

    /// Fills a list unless it is filled, and starts again after a concurrent change.
    func fill(_ list: ClientList) async throws(NetlinkError) {
        while let changes = filled.changes(unlessFilled: list.id) {
            for family in IPFamily.allCases { try await fill(list, of: family) }
            if filled.note(list.id, since: changes) { return }
        }
    }

    private func fill(_ list: ClientList, of family: IPFamily) async throws(NetlinkError) {
        let rules = ClientListRules(list.id)
        let set = rules.set(of: family)
        let wanted = list.addresses.ranges(of: family)
        let elements = try tables.elements(family: set.family, table: set.table, set: set.name)
        var found: Set<AddressRange> = []
        if let ranges = AddressRange.all(of: elements) {
            found = Set(ranges)
        } else {
            // Another program left incomplete ranges.
            var batch = NFBatch()
            batch.flush(set)
            try tables.commit(batch)
        }
        let kept = Set(wanted).intersection(found)
        for step in found.subtracting(kept).sorted().steps(of: Self.stepSize) {
            try await commit { $0.delete(rules.elements(step, of: family)) }
        }
        for step in wanted.filter({ !kept.contains($0) }).steps(of: Self.stepSize) {
            try await commit { $0.add(rules.elements(step, of: family)) }
        }
    }

    /// Commits one step, and yields the thread.
    private func commit(_ change: (inout NFBatch) -> Void) async throws(NetlinkError) {
        var batch = NFBatch()
        change(&batch)
        try tables.commit(batch)
        await Task.yield()
    }
}

extension AddressRange {
    /// Returns the ranges of a set's elements: each has a first address, and an end behind its last; nil if they do not match.
    fileprivate static func all(of elements: [NFElement]) -> [AddressRange]? {
        var ends: [(address: IPAddress, isEnd: Bool)] = []
        for element in elements {
            guard let address = IPAddress(bytes: element.key) else { return nil }
            ends.append((address, element.flags & NFElement.intervalEnd != 0))
        }
        // At the same address, an end precedes a start.
        ends.sort { ($0.address, $0.isEnd ? 0 : 1) < ($1.address, $1.isEnd ? 0 : 1) }
        var ranges: [AddressRange] = []
        var first: IPAddress?
        for (address, isEnd) in ends {
            guard isEnd == (first != nil) else { return nil }
            if let begun = first {
                guard let last = IPAddress(rawValue: address.rawValue &- 1, family: address.family),
                    let range = AddressRange(from: begun, through: last)
                else { return nil }
                ranges.append(range)
                first = nil
            } else {
                first = address
            }
        }
        guard let first else { return ranges }
        // The last range has no end if it includes the last address of the family.
        let width = first.family.bitWidth
        guard let last = IPAddress(rawValue: UInt128.max >> (128 - width), family: first.family),
            let range = AddressRange(from: first, through: last)
        else { return nil }
        return ranges + [range]
    }
}

extension Array {
    /// Returns consecutive slices with at most the given number of elements.
    fileprivate func steps(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
