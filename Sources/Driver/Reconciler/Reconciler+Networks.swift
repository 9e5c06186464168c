// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel

/// The removal of networks whose creation or deletion was interrupted.
extension Reconciler {
    /// Removes the networks in one of these phases that no call is processing.
    func finishNetworks(_ phases: Set<NetworkRecord.Phase>) async throws(DriverError) {
        let found = try? await store.read { state in state.networks.values.filter { phases.contains($0.phase) } }
        for record in found ?? [] {
            // A call that creates or deletes a network holds its lane; read the phase again within the lane.
            try await lanes.run(on: .network(record.network.id)) { await finish(record.network.id, in: phases) }
        }
    }

    /// Removes a network in one of these phases, within its lane; the finisher retries after a failure.
    func finish(_ id: NetworkID, in phases: Set<NetworkRecord.Phase> = [.deleting]) async {
        do {
            guard let phase = try await store.read({ $0.networks[id]?.phase }), phases.contains(phase) else { return }
            try await networkCalls.delete(id)
        } catch {
            logger.error("cannot delete network link yet", metadata: ["network": "\(id.short)", "cause": "\(error)"])
        }
    }
}
