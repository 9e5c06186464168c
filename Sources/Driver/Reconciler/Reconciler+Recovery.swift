// SPDX-License-Identifier: Apache-2.0

import IPAM
import Logging
import NetworkModel

extension Reconciler {
    /// Brings the kernel to the desired state: at every start, before the first call.
    ///
    /// Networks in deletion are removed, and networks in creation without pools of mdnp. Active networks are created again, as after a
    /// reboot. Links without an owner are removed, except those on a network whose state was lost. A failed repair is logged and blocks
    /// nothing else: Docker must never wait for it.
    ///
    /// - Throws: ``DriverError`` if the kernel cannot be observed, or the state cannot be written.
    public func recover() async throws(DriverError) {
        // Observe the kernel first: the state that is read afterwards contains every later endpoint, so none is mistaken for a stale one.
        let observed = try await context.observe(.everything)
        let now = Timestamp.now
        // Remove stale endpoints first, so that they never reach the firewall.
        let (desired, refusals) = try await store.commit { [authority] state in
            let gone = state.endpoints.values.filter { observed.isStale($0, in: state) }
            let active = state.endpoints.values.filter { !observed.isStale($0, in: state) }
            var changes = gone.flatMap {
                authority.releasingAddresses(of: $0, in: state, at: now) + [.removeEndpoint($0.id)]
            }
            var refusals: [EndpointID: Refusal] = [:]
            // An older mdnp released the address of an endpoint after a late call.
            for endpoint in active {
                do throws(Refusal) {
                    changes += try authority.holdingAddresses(of: endpoint, in: state, at: now)
                } catch {
                    refusals[endpoint.id] = error
                }
            }
            return Decision(changes, outcome: (changes.reduce(into: state) { $0.apply($1) }, refusals))
        }
        // Docker assigned the addresses, and the containers use them.
        for (id, refusal) in refusals.sorted(by: { $0.key < $1.key }) {
            logger.warning(
                "cannot lease address of an active endpoint",
                metadata: ["endpoint": "\(id.short)", "cause": "\(refusal)"]
            )
        }
        for id in observed.lostNetworks(to: desired).sorted() {
            logger.warning(
                "unknown network kept: the state was lost and its containers may be running; remove the network in Docker and create it again",
                metadata: ["network": "\(id.short)", "links": "\(observed.linkCount(on: id))"]
            )
        }
        let steps = Plan.steps(from: observed, to: desired)
        for batch in steps.batches {
            do {
                try await context.carryOut(batch)
            } catch {
                logger.error("cannot repair", metadata: ["cause": "\(error)"])
            }
        }
        try await store.commit { [authority] state in
            // A network in creation on pools of mdnp stays: Docker creates it again or releases the pools, or the finisher removes it.
            let stale = state.networks.values.filter { record in
                record.phase == .deleting || record.phase == .creating && state.pools(of: record.network).isEmpty
            }.map(\.network)
            return Decision(
                stale.flatMap { authority.releasingPools(of: $0, in: state) } + stale.map { .removeNetwork($0.id) },
                outcome: ()
            )
        }
        context.reaper.retired(observed.retiredLinkCount + steps.count(where: \.isRetirement))
        try await recordUnacknowledgedPools()
        try await reservePorts(isStart: true)
        // A client may have sent to a port just before a crash, and be tracked as if the port were not published.
        context.sweeper.forget(try await store.read { $0.publications.all.map { .missing($0) } })
        context.announcer.add(try await store.read { $0.endpoints.values.filter(\.occupancy.isJoined) })
        if steps.restoresTables { try await announceAgain() }
        context.repairs.noteReconciled()
        let counts = try await store.read { ($0.networks.count, $0.endpoints.count) }
        logger.notice("recovered", metadata: ["networks": "\(counts.0)", "endpoints": "\(counts.1)"])
    }

    /// Records and logs unacknowledged pools.
    private func recordUnacknowledgedPools() async throws(DriverError) {
        let pools = try await store.read(\.emptyPools)
        context.unacknowledgedPools.insert(pools.map(\.id))
        for pool in pools {
            logger.notice(
                "pool has no addresses; release it if no network uses it",
                metadata: ["pool": "\(pool.prefix)", "command": "mdnp release \(pool.id)"]
            )
        }
    }
}
