// SPDX-License-Identifier: Apache-2.0

import Addressing
import Logging
import NetworkModel

/// The repair of objects that other programs removed or changed.
extension Reconciler {
    /// Observes the kernel once, repairs all differences, and returns whether there were any.
    ///
    /// Do not call it in a lane: links are repaired in the lanes of their networks.
    func repair() async throws(DriverError) -> Bool {
        let (shared, links) = try await repairShared()
        for step in links {
            guard let link = step.restoredLink, case .endpoint(let endpoint, on: let network) = link.alias else {
                continue
            }
            // Do not restore a link that was retired since the observation.
            try await lanes.run(on: .network(network)) { () throws(DriverError) in
                guard try await store.read({ $0.owner(of: link.name) == endpoint }) else { return }
                try await context.carryOut([step])
            }
        }
        count(links)
        context.repairs.noteReconciled()
        return !(shared + links).isEmpty
    }

    /// Observes the kernel, and repairs the firewall and the links of networks.
    ///
    /// Returns the steps that were carried out, and the remaining ones for the links of endpoints.
    func repairShared() async throws(DriverError) -> (done: [Step], links: [Step]) {
        let (shared, links) = try await lanes.run(on: .host) { () throws(DriverError) in
            var repairs = try await findRepairs()
            if !repairs.restoresTables, repairs.contains(where: \.isOfElement) {
                // A running call may have recorded its endpoint or port, but not yet changed the firewall.
                try await wait(for: .milliseconds(20))
                repairs = Plan.common(to: repairs, and: try await findRepairs())
            }
            let shared = repairs.filter { $0.restoredLink == nil }
            try await context.carryOut(shared)
            if shared.restoresTables { try await announceAgain() }
            try await relayAgain(after: shared)
            return (shared, repairs.filter { $0.restoredLink != nil })
        }
        count(shared)
        return (shared, links)
    }

    /// Announces every address again: while the tables were missing, a container could claim the address of another.
    func announceAgain() async throws(DriverError) {
        context.announcer.announceAgain(
            try await store.read { state in
                state.networks.values.map(\.network).map { network in
                    (network, endpoints: state.endpoints(of: network.id).compactMap { state.endpoints[$0] })
                }
            }
        )
    }

    /// Restores the translation of datagrams that were relayed while their elements were missing.
    ///
    /// Otherwise their flows would stay with the relay.
    private func relayAgain(after repairs: [Step]) async throws(DriverError) {
        let restored = Set(repairs.compactMap(\.addedElement))
        guard !restored.isEmpty else { return }
        let published = try await store.read { state in
            state.publications.all.filter { publication in
                publication.host.transport == .udp && publication.isTranslated
                    && !restored.isDisjoint(with: [publication].firewallElements)
            }
        }
        if !published.isEmpty { await portCalls.relay(published) }
    }

    private func findRepairs() async throws(DriverError) -> [Step] {
        let observed = try await context.observe(.everything)
        return Plan.repairs(from: observed, to: try await store.read { $0 })
    }

    private func count(_ steps: [Step]) {
        for batch in steps.batches {
            logger.debug("repair", metadata: ["steps": "\(batch)"])
            count(Repairs.Kind(batch[0]), with: batch.summary)
        }
    }

    /// Counts and logs a repair.
    func count(_ kind: Repairs.Kind, with summary: String) {
        let times = context.repairs.add(kind, step: summary)
        logger.notice("repaired", metadata: ["kind": "\(kind)", "count": "\(times)", "step": "\(summary)"])
    }
}
