// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel

/// How networks go whose creation or deletion a call could not finish.
extension Reconciler {
    /// Takes the networks away that are in one of these phases and that no call is at work on.
    func finishNetworks(_ phases: Set<NetworkRecord.Phase>) async throws(DriverError) {
        let found = try? await store.read { state in state.networks.values.filter { phases.contains($0.phase) } }
        for record in found ?? [] {
            // Who makes or deletes it has its lane; where it has come in the meantime is seen within.
            try await lanes.run(on: .network(record.network.id)) { await finish(record.network.id, phases) }
        }
    }

    /// Takes a network away if it is being deleted, within its lane; what fails is tried again by the finisher.
    func finish(_ id: NetworkID, _ phases: Set<NetworkRecord.Phase> = [.deleting]) async {
        do {
            guard let phase = try await store.read({ $0.networks[id]?.phase }), phases.contains(phase) else { return }
            try await networkCalls.delete(id)
        } catch {
            logger.error("network not deleted yet", metadata: ["network": "\(id.short)", "cause": "\(error)"])
        }
    }
}
