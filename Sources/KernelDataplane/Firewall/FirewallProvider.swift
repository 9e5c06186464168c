// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import NetworkModel

/// Tells the firewall what it is to know, and lets through Docker's filter what it marks.
struct FirewallProvider: Provider {
    let firewall: Firewall
    let dockerFilter: DockerFilter
    let arrivals: ArrivalRouter
    let filledClientLists: FilledClientLists
    let eraser: ConnectionEraser

    nonisolated(nonsending) func ensure(_ resource: Resource) async throws { try await carryOut([.ensure(resource)]) }

    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws { try await carryOut([.remove(key)]) }

    /// All of a batch is one transaction.
    nonisolated(nonsending) func carryOut(_ batch: [Step]) async throws {
        let missing = Set(batch.compactMap(\.addedElement))
        if batch.contains(.remove(.tables)) {
            try await close()
        } else if batch.restoresTables {
            try await open(with: missing)
        } else {
            let surplus = Set(batch.compactMap(\.removedElement))
            try firewall.change(add: missing, remove: surplus)
            filledClientLists.forget(missing.compactMap(\.clientList))
            let isArrival = { (element: FirewallElement) in if case .arrival = element { true } else { false } }
            if missing.contains(where: isArrival) || surplus.contains(where: isArrival) { try arrivals.route() }
        }
    }

    private nonisolated(nonsending) func open(with elements: Set<FirewallElement>) async throws {
        try await admitConnections(of: elements)
        try firewall.open(with: elements)
        filledClientLists.forgetAll()
        try arrivals.route()
        try await dockerFilter.open()
    }

    private nonisolated(nonsending) func close() async throws {
        // First the table: should Docker's filter refuse, nothing is marked any more that it lets through.
        try firewall.close()
        filledClientLists.forgetAll()
        try arrivals.route()
        try await dockerFilter.close()
    }

    /// Marks the connections that an older mdnp let through and did not mark, before rules come that ask for the mark: they live on.
    private nonisolated(nonsending) func admitConnections(of elements: Set<FirewallElement>) async throws {
        guard try firewall.marksNoConnections() else { return }
        try await eraser.mark(
            ConnectionMark(FirewallTable.allowed, mask: FirewallTable.allowed),
            admittedBy: ConnectionAdmission(elements)
        )
    }
}
