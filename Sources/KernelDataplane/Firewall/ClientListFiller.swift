// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Makes the sets of client lists hold what the lists say.
///
/// On a thread and a socket of its own, and in steps: the kernel changes its rules under one lock, and what a step takes is what every other
/// change waits for at most.
actor ClientListFiller {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The number of the socket, by which events tell these changes from those of others.
    nonisolated let portID: UInt32

    private let executor: ThreadExecutor
    private let tables: NFTables
    private let filled: FilledClientLists

    /// How many ranges are changed in one step; a thousand take the kernel less than 10 ms.
    private static var stepSize: Int { 1000 }

    init(in namespace: NetworkNamespace?, filled: FilledClientLists) throws {
        let socket = try NetlinkSocket(.netfilter, in: namespace)
        executor = try ThreadExecutor(name: "mdnp-clients")
        portID = socket.portID
        tables = NFTables(socket)
        self.filled = filled
    }

    /// Fills a list unless it is filled; begins again where it was changed meanwhile.
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
            // Somebody left halves of ranges.
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

    /// Carries one step out, and lets others have the thread.
    private func commit(_ change: (inout NFBatch) -> Void) async throws(NetlinkError) {
        var batch = NFBatch()
        change(&batch)
        try tables.commit(batch)
        await Task.yield()
    }
}

extension AddressRange {
    /// The ranges of a set's elements, a first one and one behind the last one each; nil where they make none.
    fileprivate static func all(of elements: [NFElement]) -> [AddressRange]? {
        var ends: [(address: IPAddress, isEnd: Bool)] = []
        for element in elements {
            guard let address = IPAddress(bytes: element.key) else { return nil }
            ends.append((address, element.flags & NFElement.intervalEnd != 0))
        }
        // What ends at an address ends before what begins there.
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
        // Nothing is behind the last address of all.
        let width = first.family.bitWidth
        guard let last = IPAddress(rawValue: UInt128.max >> (128 - width), family: first.family),
            let range = AddressRange(from: first, through: last)
        else { return nil }
        return ranges + [range]
    }
}

extension Array {
    /// Its elements in as few parts as have no more than so many each.
    fileprivate func steps(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
