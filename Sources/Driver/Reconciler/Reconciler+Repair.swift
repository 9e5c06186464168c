// SPDX-License-Identifier: Apache-2.0

import Addressing
import Logging
import NetworkModel

/// How what somebody took away comes back.
extension Reconciler {
    /// Looks once, and puts right what is not; answers whether there was anything.
    ///
    /// Not to be called in a lane: the links are put right in those of their networks.
    func repair() async throws(DriverError) -> Bool {
        let (shared, links) = try await repairShared()
        for step in links {
            guard let link = step.restoredLink, case .endpoint(let endpoint, on: let network) = link.alias else {
                continue
            }
            // A link that was retired since the look must not be brought back.
            try await lanes.run(on: .network(network)) { () throws(DriverError) in
                guard try await store.read({ $0.owner(of: link.name) == endpoint }) else { return }
                try await context.carryOut([step])
            }
        }
        count(links)
        context.repairs.noteReconciled()
        return !(shared + links).isEmpty
    }

    /// Looks, and puts right the firewall and the networks' links; answers with what was done, and with what is left: the endpoints' links.
    func repairShared() async throws(DriverError) -> (done: [Step], links: [Step]) {
        let (shared, links) = try await lanes.run(on: .host) { () throws(DriverError) in
            var repairs = try await lookForRepairs()
            if !repairs.restoresTables, repairs.contains(where: \.isOfElement) {
                // A call that is being carried out may have been recorded, and the firewall not told yet.
                try await wait(for: .milliseconds(20))
                repairs = Plan.common(to: repairs, try await lookForRepairs())
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

    /// Announces every address again: while the tables were away a container could claim those of others.
    func announceAgain() async throws(DriverError) {
        context.announcer.announceAgain(
            try await store.read { state in
                state.networks.values.map(\.network).map { network in
                    (network, endpoints: state.endpoints(of: network.id).compactMap { state.endpoints[$0] })
                }
            }
        )
    }

    /// Has datagrams led again that were relayed while the firewall did not lead them: their flows would stay with the relay.
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

    private func lookForRepairs() async throws(DriverError) -> [Step] {
        let observed = try await context.observe(.everything)
        return Plan.repairs(from: observed, to: try await store.read { $0 })
    }

    private func count(_ steps: [Step]) {
        for batch in steps.batches {
            logger.debug("repair", metadata: ["steps": "\(batch)"])
            count(Repairs.Kind(batch[0]), with: batch.words)
        }
    }

    /// Counts something that was put right, and says so.
    func count(_ kind: Repairs.Kind, with words: String) {
        let times = context.repairs.add(kind, words)
        logger.notice("repaired", metadata: ["what": "\(kind)", "times": "\(times)", "with": "\(words)"])
    }
}
