// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Logging
import NetworkModel

/// The calls of Docker about published ports.
struct PortCalls: DriverPart {
    let context: DriverContext

    func publish(_ request: ExternalConnectivityRequest) async throws(DriverError) {
        let id = try checked(EndpointID(request.endpointID))
        let networkID = try checked(NetworkID(request.networkID))
        let requests = await portsApart(request.portMap.count) { request.portMap.map { PortRequest($0) } }
        try await lanes.run(on: .endpoint(id)) { () throws(DriverError) in
            try await publish(requests, of: id, on: networkID, relaysIPv6: !request.forbidsIPv6Relay)
        }
    }

    func withdraw(_ request: EndpointReference) async throws(DriverError) {
        let id = try checked(EndpointID(request.endpointID))
        let network = try checked(NetworkID(request.networkID))
        try await withdrawing(id, on: network) {}
    }

    /// Publishes the requested ports of a gateway endpoint, all or none, and withdraws other ports of the same container.
    ///
    /// Many ports are published in parts, and other calls enter the lanes in between. Each port is a bound socket, and no call should wait
    /// for ten thousand of them.
    private func publish(
        _ requests: [PortRequest],
        of id: EndpointID,
        on networkID: NetworkID,
        relaysIPv6: Bool
    ) async throws(DriverError) {
        var published: [[Publication]] = []
        do {
            let (rest, target) = try await inPortLanes(of: networkID) { () throws(DriverError) in
                let (parts, target) = try await planPorts(
                    requests,
                    of: id,
                    on: networkID,
                    isGateway: true,
                    relaysIPv6: relaysIPv6
                )
                if let first = parts.first { published += try await carryOut(first, for: target, of: id) }
                return (parts.dropFirst(), target)
            }
            for part in rest {
                published += try await inPortLanes(of: networkID) { () throws(DriverError) in
                    try await carryOut(part, for: target, of: id)
                }
            }
        } catch {
            for part in published {
                // If a withdrawal fails, Leave withdraws the part.
                try? await inPortLanes(of: networkID) { () throws(DriverError) in try await withdraw(part) }
            }
            throw error
        }
    }

    /// Carries out a part of a plan, and returns its publications.
    private func carryOut(
        _ part: PortPlan,
        for target: PortTarget?,
        of id: EndpointID
    ) async throws(DriverError) -> [[Publication]] {
        try await withdraw(await portsApart(part.withdrawn.count) { part.withdrawn.runs })
        guard let target, !part.missing.isEmpty else { return [] }
        return [try await publish(part.missing, for: target, of: id)]
    }

    /// Runs work in the lanes of a network and of ports; repeats it if a stale endpoint held a required port.
    private func inPortLanes<Outcome>(
        of network: NetworkID,
        _ work: () async throws(DriverError) -> Outcome
    ) async throws(DriverError) -> Outcome {
        while true {
            do throws(DriverError) {
                return try await lanes.run(on: .network(network)) { () throws(DriverError) in
                    try await lanes.run(on: .ports, work)
                }
            } catch .portChoice(let failure) {
                if let refusal = try await refusal(for: failure) { throw .refused(refusal) }
            }
        }
    }

    /// Withdraws all ports of an endpoint, and runs work in its network's lane.
    ///
    /// Many ports are withdrawn in parts, and other calls for the network run in between.
    func withdrawing<Outcome>(
        _ id: EndpointID,
        on network: NetworkID,
        _ work: () async throws(DriverError) -> Outcome
    ) async throws(DriverError) -> Outcome {
        try await lanes.run(on: .endpoint(id)) { () throws(DriverError) in
            for part in try await store.read({ $0.publications.of(id) }).parts.dropLast() {
                try await inPortLanes(of: network) { () throws(DriverError) in try await withdraw(part) }
            }
            return try await lanes.run(on: .network(network)) { () throws(DriverError) in
                try await withdraw(id)
                return try await work()
            }
        }
    }

    /// Publishes the available ports of an endpoint that is not a gateway, and logs the others.
    ///
    /// Docker repeats a container's ports for each of its networks, and would not start the container after a refusal.
    func publishAvailable(_ requests: [PortRequest], of id: EndpointID, on networkID: NetworkID) async {
        do {
            let (parts, target) = try await inPortLanes(of: networkID) { () throws(DriverError) in
                try await planPorts(requests, of: id, on: networkID, isGateway: false, relaysIPv6: true)
            }
            guard let target else { return }
            for part in parts where !part.missing.isEmpty {
                await publishAvailable(part.missing, for: target, of: id, on: networkID)
            }
        } catch {
            warn(id, cause: error)
        }
    }

    /// Reserves all ports at once, or each half of them after a failure: a few unavailable ports cost a few attempts.
    private func publishAvailable(
        _ missing: [PortPlan.Missing],
        for target: PortTarget,
        of id: EndpointID,
        on networkID: NetworkID
    ) async {
        do {
            _ = try await inPortLanes(of: networkID) { () throws(DriverError) in
                try await publish(missing, for: target, of: id)
            }
        } catch {
            guard missing.count > 1 else { return warn(id, cause: error) }
            let half = missing.count / 2
            await publishAvailable(Array(missing[..<half]), for: target, of: id, on: networkID)
            await publishAvailable(Array(missing[half...]), for: target, of: id, on: networkID)
        }
    }

    /// Withdraws all ports of an endpoint, within its network's lane; returns at once if there are none.
    func withdraw(_ id: EndpointID) async throws(DriverError) {
        for part in try await store.read({ $0.publications.of(id) }).parts {
            try await lanes.run(on: .ports) { () throws(DriverError) in try await withdraw(part) }
        }
    }

    /// Relays traffic of ports that the firewall maps to containers.
    ///
    /// At first, the relay serves only traffic that no rule translates. After the kernel has deleted earlier conntrack entries, it serves
    /// all.
    func relay(_ published: [Publication]) async {
        await portsApart(published.portCount) { ports.relay(published, in: .untranslated) }
        context.sweeper.forget(published.map { .missing($0) })
    }

    /// Withdraws publications of any endpoints: from the state, then from the firewall, and finally the ports themselves.
    func withdraw(_ publications: [Publication]) async throws(DriverError) {
        guard !publications.isEmpty else { return }
        let (gone, added, removed) = try await store.commit { state in
            let withdrawal = state.publications.withdrawing(publications)
            let change = state.firewallChange(withdrawing: withdrawal)
            return Decision(withdrawal.changes, outcome: (withdrawal.publications, change.added, change.removed))
        }
        guard !gone.isEmpty else { return }
        let outcome: Result<Void, DriverError>
        do {
            outcome = .success(try await context.carryOutRepairing(.change(adding: added, removing: removed)))
        } catch {
            outcome = .failure(error)
        }
        await portsApart(gone.portCount) { ports.release(gone.hostPorts) }
        context.sweeper.forget(gone.map { .following($0) })
        try outcome.get()
        logger.info("ports unpublished", metadata: ["ports": "\(gone.summary)"])
    }

    /// Adds elements to the firewall for a container that has joined a network, and publishes ports on another one.
    func addMultihomed(_ endpoint: Endpoint, on network: Network) async throws(DriverError) {
        guard try await store.read({ !$0.multihomedElements(beside: endpoint).isEmpty }) else { return }
        try await lanes.run(on: .ports) { () throws(DriverError) in
            let elements = try await store.read { $0.multihomedElements(beside: endpoint) }
            guard !elements.isEmpty else { return }
            try await context.carryOutRepairing(.change(adding: elements))
            context.sweeper.forget(elements.flatMap { $0.unmasqueradedConnections(from: network) })
        }
    }

    /// Removes these elements when the container has left the network.
    func removeMultihomed(_ endpoint: Endpoint) async throws(DriverError) {
        guard try await store.read({ !$0.multihomedElements(beside: endpoint).isEmpty }) else { return }
        try await lanes.run(on: .ports) { () throws(DriverError) in
            let elements = try await store.read { $0.multihomedElements(beside: endpoint) }
            guard !elements.isEmpty else { return }
            try await context.carryOutRepairing(.change(adding: [], removing: elements))
        }
    }

    private func warn(_ id: EndpointID, cause: DriverError) {
        logger.warning("cannot publish port", metadata: ["endpoint": "\(id.short)", "cause": "\(cause)"])
    }
}

extension PortRequest {
    init(_ binding: PortBinding) {
        self.init(
            binding.transport,
            binding.containerPort,
            hostAddress: binding.hostAddress?.unmapped,
            hostPorts: binding.hostPorts
        )
    }
}

extension Publication {
    /// The host port, with the number of following ports of a run.
    fileprivate var summary: String { count == 1 ? "\(host)" : "\(host) and the next \(count - 1)" }
}

extension [Publication] {
    /// The first eight ports, with the number of further ones.
    var summary: String {
        let shown = prefix(8).map(\.summary).joined(separator: " ")
        return count > 8 ? "\(shown) and \(dropFirst(8).map { $0 }.portCount) more" : shown
    }
}

extension FirewallElement {
    /// The connections from a network to the container that were translated before the container joined that network.
    fileprivate func unmasqueradedConnections(from network: Network) -> [ConnectionPattern] {
        guard case .multihomed(let address, _) = self else { return [] }
        return network.subnets.map(\.prefix).filter { $0.family == address.family }.map {
            .unmasqueraded(address, from: $0)
        }
    }
}
