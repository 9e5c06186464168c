// SPDX-License-Identifier: Apache-2.0

import IPAM
import Logging
import NetworkModel

/// The removal of endpoints whose Leave or DeleteEndpoint was lost.
extension Reconciler {
    /// Observes all endpoints once, and removes those that are stale after their grace period.
    func removeStale(_ watch: inout LivenessWatch) async throws(DriverError) {
        guard try await store.read({ !$0.endpoints.isEmpty }) else { return }
        let observed = try await context.observe(.everything)
        let desired = try await store.read { $0 }
        let overdue = watch.update(with: observed, against: desired, now: .now)
        let networks = Dictionary(grouping: overdue) { desired.endpoints[$0.key]?.network }
        for case (let network?, let suspects) in networks {
            // A Join holds the lane from the creation of its link until its record: within the lane, no Join is incomplete.
            try await lanes.run(on: .network(network)) { () throws(DriverError) in
                let observed = try await context.observe(.everything)
                for (id, reason) in suspects.sorted(by: { $0.key < $1.key }) {
                    let state = try await store.read { $0 }
                    guard let endpoint = state.endpoints[id], observed.staleReason(of: endpoint, in: state) == reason
                    else { continue }
                    try await portCalls.withdraw(id)
                    try await remove(endpoint, showing: reason)
                }
            }
        }
    }

    /// Removes a stale endpoint, frees its addresses and retires its link.
    ///
    /// The caller has withdrawn its ports before.
    func remove(_ endpoint: Endpoint, showing reason: StaleReason) async throws(DriverError) {
        let now = Timestamp.now
        let isGone = try await store.commit { [authority] state in
            guard state.endpoints[endpoint.id] == endpoint else { return Decision([], outcome: false) }
            // Docker may still release the addresses; a late release changes nothing.
            let released = authority.releasingAddresses(of: endpoint, in: state, at: now)
            return Decision(released + [.removeEndpoint(endpoint.id)], outcome: true)
        }
        guard isGone else { return }
        context.repairs.add(.endpoint, step: "removed stale endpoint \(endpoint.id.short): \(reason)")
        logger.notice(
            "stale endpoint removed (no DeleteEndpoint received)",
            metadata: [
                "endpoint": "\(endpoint.id.short)", "network": "\(endpoint.network.short)", "reason": "\(reason)",
            ]
        )
        try await endpointCalls.retire(endpoint)
    }

    /// Removes an endpoint in its network's lane if the kernel shows that it is stale, and returns whether it is gone.
    func removeIfStale(_ id: EndpointID) async throws(DriverError) -> Bool {
        guard let network = try await store.read({ $0.endpoints[id]?.network }) else { return true }
        return try await lanes.run(on: .network(network)) { () throws(DriverError) in
            try await removeInLaneIfStale(id)
        }
    }

    /// Removes a stale endpoint for a caller that holds the lane of its network, and returns whether it is gone.
    func removeInLaneIfStale(_ id: EndpointID) async throws(DriverError) -> Bool {
        let observed = try await context.observe(.everything)
        let state = try await store.read { $0 }
        guard let endpoint = state.endpoints[id] else { return true }
        guard observed.isStale(endpoint, in: state), let reason = observed.staleReason(of: endpoint, in: state) else {
            return false
        }
        try await portCalls.withdraw(id)
        try await remove(endpoint, showing: reason)
        return true
    }
}
