// SPDX-License-Identifier: Apache-2.0

import IPAM
import Logging
import NetworkModel

extension Reconciler {
    /// Brings the kernel to what the store says: at every start, before the first call.
    ///
    /// Networks that were never finished, or were being deleted, are taken away; networks that stand are there again, as after a reboot; links
    /// of nobody go, but not those on a network that the state was lost of. What cannot be repaired is said in the log and keeps nobody else
    /// from working: Docker must never wait for it.
    ///
    /// - Throws: ``DriverError`` if the kernel cannot be observed, or the state cannot be kept.
    public func recover() async throws(DriverError) {
        // Looked at first: an endpoint that comes after the look is known to the state read after it, and never taken for dead.
        let observed = try await context.observe(.everything)
        let now = Timestamp.now
        // What is over goes first: the firewall need not hear of it.
        let desired = try await store.commit { [authority] state in
            let gone = state.endpoints.values.filter { observed.shows(isOver: $0, in: state) }
            let living = state.endpoints.values.filter { !observed.shows(isOver: $0, in: state) }
            // An older mdnp let go of an endpoint's address at a late call.
            let changes =
                gone.flatMap { authority.releasingAddresses(of: $0, in: state, at: now) + [.removeEndpoint($0.id)] }
                // An address that the authority refuses stays with its endpoint: Docker promised it to the container.
                + living.flatMap { (try? authority.holdingAddresses(of: $0, in: state, at: now)) ?? [] }
            return Decision(changes, changes.reduce(into: state) { $0.apply($1) })
        }
        for id in observed.lostNetworks(to: desired).sorted() {
            logger.warning(
                "network left as it is: the state was lost, and its containers may live; remove it in Docker and create it anew",
                metadata: ["network": "\(id.short)", "links": "\(observed.linkCount(on: id))"]
            )
        }
        let steps = Plan.steps(from: observed, to: desired)
        for batch in steps.batches {
            do {
                try await context.carryOut(batch)
            } catch {
                logger.error("not repaired", metadata: ["cause": "\(error)"])
            }
        }
        try await store.commit { [authority] state in
            // One that was being made on pools of mdnp's: Docker makes it once more, or gives them back, or the finisher does.
            let over = state.networks.values.filter { record in
                record.phase == .deleting || record.phase == .creating && state.pools(of: record.network).isEmpty
            }.map(\.network)
            return Decision(
                over.flatMap { authority.releasingPools(of: $0, in: state) } + over.map { .removeNetwork($0.id) },
                ()
            )
        }
        context.reaper.retired(observed.retiredLinkCount + steps.count(where: \.isRetirement))
        try await askAfterPools()
        try await holdPorts(isStart: true)
        // Who spoke to a port just before a crash may be tracked as if it were not published.
        context.sweeper.forget(try await store.read { $0.publications.all.map { .missing($0) } })
        context.announcer.add(try await store.read { $0.endpoints.values.filter(\.occupancy.isJoined) })
        if steps.restoresTables { try await announceAgain() }
        context.repairs.noteReconciled()
        let counts = try await store.read { ($0.networks.count, $0.endpoints.count) }
        logger.notice("recovered", metadata: ["networks": "\(counts.0)", "endpoints": "\(counts.1)"])
    }

    /// Notes which pools Docker may never have heard of, and says so.
    private func askAfterPools() async throws(DriverError) {
        let pools = try await store.read(\.emptyPools)
        context.unheardPools.insert(pools.map(\.id))
        for pool in pools {
            logger.notice(
                "pool without an address; if no network has it, release it",
                metadata: ["pool": "\(pool.prefix)", "command": "mdnp release \(pool.id)"]
            )
        }
    }
}
