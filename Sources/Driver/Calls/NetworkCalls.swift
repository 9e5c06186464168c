// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import Logging
import NetworkModel

/// The calls of Docker about networks.
struct NetworkCalls: DriverPart {
    let context: DriverContext

    func create(_ request: CreateNetworkRequest) async throws(DriverError) {
        let network = try await readApart(request.options) { [modes = context.modes] () throws(Refusal) in
            try Network(request, among: modes)
        }
        try await removeNetworks(provenStaleBy: network)
        try await lanes.run(on: .network(network.id)) { () throws(DriverError) in try await create(network) }
    }

    func delete(_ request: NetworkReference) async throws(DriverError) {
        let id = try checked(NetworkID(request.networkID))
        try await lanes.run(on: .network(id)) { () throws(DriverError) in
            // After a loss of the state, the kernel may still have links of an unknown network.
            if try await !delete(id) { try await context.carryOut(Plan.removal(of: id)) }
        }
    }

    /// Removes networks whose subnet Docker has assigned to a new network.
    ///
    /// Docker must have removed such a network, or never got the reply to its creation.
    private func removeNetworks(provenStaleBy network: Network) async throws(DriverError) {
        for id in try await store.read({ $0.networks(provenStaleBy: network) }) {
            try await lanes.run(on: .network(id)) { () throws(DriverError) in
                guard try await store.read({ $0.networks(provenStaleBy: network).contains(id) }) else { return }
                logger.notice(
                    "stale network removed: its subnet belongs to a new network",
                    metadata: ["network": "\(id.short)", "other": "\(network.id.short)"]
                )
                try await delete(id)
            }
        }
    }

    private func create(_ network: Network) async throws(DriverError) {
        let isNew = try await store.commit { state throws(Refusal) in
            let changes = try state.adding(network)
            return Decision(changes, outcome: !changes.isEmpty)
        }
        guard isNew else { return }
        do {
            try await lanes.run(on: .host) { () throws(DriverError) in
                let observed = try await context.observe(network.needsHostForwarding ? .everything : .networks)
                try checked(network.check(beside: observed.ipv6Absence))
                let desired = try await store.read { $0 }
                try await context.carryOut(Plan.arrival(of: network, in: desired, observed: observed))
            }
            // Outside the lane of the host: a long list takes a while, and other networks need not wait.
            if network.publishes { try await context.fill(network.options.publishing.clients) }
            try await store.commit { _ in Decision([.setPhase(network.id, .active)], outcome: ()) }
        } catch {
            await undo(network.id)
            throw error
        }
        context.networkChanges.notify()
        logger.info(
            "network created",
            metadata: [
                "network": "\(network.id.short)", "link": "\(network.link.map { "\($0)" } ?? "none")",
                "subnets": "\(network.subnets.map(\.prefix.description).joined(separator: " "))",
            ]
        )
    }

    /// Removes a network that could not be created; if the removal fails, the finisher completes it.
    private func undo(_ id: NetworkID) async {
        do {
            try await delete(id)
        } catch {
            logger.error("cannot remove incomplete network", metadata: ["network": "\(id.short)", "cause": "\(error)"])
        }
    }

    /// Removes a network within its lane, and returns whether it existed.
    @discardableResult
    func delete(_ id: NetworkID) async throws(DriverError) -> Bool {
        let isKnown = try await store.commit { state in
            guard let record = state.networks[id] else { return Decision([], outcome: false) }
            // A network that was never active stays in its phase: the next start or the finisher removes it.
            let changes = record.phase == .active ? [Change.setPhase(id, .deleting)] : []
            return Decision(changes, outcome: true)
        }
        guard isKnown else { return false }
        for endpoint in try await store.read({ $0.endpoints(of: id) }) { try await portCalls.withdraw(endpoint) }
        try await lanes.run(on: .host) { () throws(DriverError) in
            let observed = try await context.observe(.networks)
            let desired = try await store.read { $0 }
            try await context.carryOut(Plan.departure(of: id, in: desired, observed: observed))
        }
        // Docker released the pools before, unless that call was lost.
        try await store.commit { [authority] state in
            let pools = state.networks[id].map { authority.releasingPools(of: $0.network, in: state) } ?? []
            return Decision(pools + [.removeNetwork(id)], outcome: ())
        }
        context.announcer.removed(id)
        context.networkChanges.notify()
        logger.info("network deleted", metadata: ["network": "\(id.short)"])
        return true
    }
}

extension Network {
    /// Creates the network of a request; refuses invalid values by name.
    fileprivate init(_ request: CreateNetworkRequest, among modes: NetworkModes) throws(Refusal) {
        var subnets: [Subnet] = []
        for pool in request.ipv4 + request.ipv6 where pool.pool.length > 0 {
            let auxiliary = pool.auxiliary.mapValues(\.address)
            subnets.append(
                try Subnet(
                    prefix: pool.pool,
                    gateway: pool.gateway?.address,
                    auxiliary: auxiliary,
                    space: AddressSpace(rawValue: pool.addressSpace),
                    isDockers: pool.addressSpace == "LocalDefault"
                )
            )
        }
        let mode = modes.mode(chosenBy: request.options)
        try self.init(
            id: NetworkID(request.networkID),
            mode: mode,
            options: mode.behavior.networkOptions(request.options, for: Set(subnets.map(\.prefix.family))),
            isInternal: request.isInternal,
            subnets: subnets
        )
    }
}
