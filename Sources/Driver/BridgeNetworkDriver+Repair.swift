import Addressing
import Logging
import NetworkModel

/// How what somebody took away comes back.
extension BridgeNetworkDriver {
    /// Looks once, and puts right what is not; answers whether there was anything.
    ///
    /// Not to be called in a lane: the links are put right in those of their networks.
    func repair() async throws -> Bool {
        let (shared, links) = try await repairShared()
        for step in links {
            guard case .repair(let resource) = step, let link = resource.link,
                case .endpoint(let endpoint, on: let network) = link.alias
            else { continue }
            // A link that was buried since the look must not be brought back.
            try await lanes.run(on: .network(network)) {
                guard try await store.read({ $0.owner(of: link.name) == endpoint }) else { return }
                try await carryOut([step])
            }
        }
        count(links)
        repairs.noteReconciled()
        return !(shared + links).isEmpty
    }

    /// Looks, and puts right the firewall and the bridges; answers with what was done, and with what is left: the links.
    func repairShared() async throws -> (done: [Step], links: [Step]) {
        let (shared, links) = try await lanes.run(on: .host) {
            var repairs = try await lookForRepairs()
            if !repairs.restoresTables, repairs.contains(where: \.isOfFirewall) {
                // A call that is being carried out may have been recorded, and the firewall not told yet.
                try await Task.sleep(for: .milliseconds(20))
                repairs = Plan.common(to: repairs, try await lookForRepairs())
            }
            // Of endpoints: those are put right in the lanes of their networks.
            let isShared = { (step: Step) in if case .repair = step { false } else { true } }
            let shared = repairs.filter(isShared)
            try await carryOut(shared)
            if shared.restoresTables { try await announceAgain() }
            try await relayAgain(after: shared)
            return (shared, repairs.filter { !isShared($0) })
        }
        count(shared)
        return (shared, links)
    }

    /// Announces every address again: while the tables were away a container could claim those of others.
    func announceAgain() async throws(StateError) {
        announcer.announceAgain(
            try await store.read { state in
                state.networks.values.map(\.network).map { network in
                    (network, endpoints: state.endpoints(of: network.id).compactMap { state.endpoints[$0] })
                }
            }
        )
    }

    /// Has datagrams led again that were relayed while the firewall did not lead them: their flows would stay with the relay.
    private func relayAgain(after repairs: [Step]) async throws {
        let restored = Set(repairs.compactMap(\.addedElement))
        guard !restored.isEmpty else { return }
        let published = try await store.read { state in
            state.publications.all.filter { publication in
                publication.host.transport == .udp && publication.isTranslated
                    && !restored.isDisjoint(with: [publication].firewallElements)
            }
        }
        if !published.isEmpty { try await relay(published) }
    }

    private func lookForRepairs() async throws -> [Step] {
        let observed = try await dataplane.observe(.everything)
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
        let times = repairs.add(kind, words)
        logger.notice("repaired", metadata: ["what": "\(kind)", "times": "\(times)", "with": "\(words)"])
    }
}

extension Repairs.Kind {
    fileprivate init(_ step: Step) {
        switch step {
        case .ensure where !step.isOfFirewall: self = .bridge
        case .repair: self = .link
        default: self = .firewall
        }
    }
}
