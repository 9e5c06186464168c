// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import NetworkModel

/// Changes the elements of the firewall, and adds the mdnp rules to Docker's filter.
struct FirewallProvider: Provider {
    let firewall: Firewall
    let dockerFilter: DockerFilter
    let arrivals: ArrivalRouter
    let filledClientLists: FilledClientLists
    let eraser: ConnectionEraser

    nonisolated(nonsending) func ensure(_ resource: Resource) async throws { try await carryOut([.ensure(resource)]) }

    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws { try await carryOut([.remove(key)]) }

    /// Carries out a batch as one transaction.
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
        // Delete the tables first: if a change of Docker's filter fails, no packet has the mark that it accepts.
        try firewall.close()
        filledClientLists.forgetAll()
        try arrivals.route()
        try await dockerFilter.close()
    }

    /// Marks the connections that an older mdnp admitted without a mark, before new rules require the mark, so that they continue.
    private nonisolated(nonsending) func admitConnections(of elements: Set<FirewallElement>) async throws {
        guard try firewall.marksNoConnections() else { return }
        try await eraser.mark(
            ConnectionMark(FirewallTable.allowed, mask: FirewallTable.allowed),
            admittedBy: ConnectionAdmission(elements)
        )
    }
}
