// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Logging
import NetworkModel

/// What Docker asks of published ports.
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

    /// Publishes what a gateway's endpoint is asked to, all or nothing, and withdraws what it and others of its container publish beside.
    ///
    /// Many ports are published a part at a time, and other calls for the network and for ports are carried out in between: each port is a
    /// socket that is bound, and nobody should wait for ten thousand of them.
    private func publish(
        _ requests: [PortRequest],
        of id: EndpointID,
        on networkID: NetworkID,
        relaysIPv6: Bool
    ) async throws(DriverError) {
        var published: [[Publication]] = []
        do {
            let (rest, target) = try await inPortLanes(of: networkID) { () throws(DriverError) in
                let (parts, target) = try await planPorts(requests, of: id, on: networkID, isGateway: true, relaysIPv6)
                if let first = parts.first { published += try await carryOut(first, target, of: id) }
                return (parts.dropFirst(), target)
            }
            for part in rest {
                published += try await inPortLanes(of: networkID) { () throws(DriverError) in
                    try await carryOut(part, target, of: id)
                }
            }
        } catch {
            for part in published {
                // What stays published all the same is withdrawn by Leave.
                try? await inPortLanes(of: networkID) { () throws(DriverError) in try await withdraw(part) }
            }
            throw error
        }
    }

    /// Carries out a part of a plan; answers with what it published.
    private func carryOut(
        _ part: PortPlan,
        _ target: PortTarget?,
        of id: EndpointID
    ) async throws(DriverError) -> [[Publication]] {
        try await withdraw(await portsApart(part.withdrawn.count) { part.withdrawn.runs })
        guard let target, !part.missing.isEmpty else { return [] }
        return [try await take(part.missing, target, of: id)]
    }

    /// Does work in the lanes of a network and of ports; once more if a stale endpoint had a port that it needs.
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

    /// Withdraws all that an endpoint publishes, and does what follows in its network's lane.
    ///
    /// Of many ports a part is withdrawn at a time, and other calls for the network are carried out in between.
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

    /// Publishes ports of an endpoint that is not a gateway, those that can be: what cannot is said in the log.
    ///
    /// Docker repeats a container's ports for each of its networks, and would not start it if one were refused.
    func publishWhatCanBe(_ requests: [PortRequest], of id: EndpointID, on networkID: NetworkID) async {
        do {
            let (parts, target) = try await inPortLanes(of: networkID) { () throws(DriverError) in
                try await planPorts(requests, of: id, on: networkID, isGateway: false, true)
            }
            guard let target else { return }
            for part in parts where !part.missing.isEmpty {
                await takeWhatCanBe(part.missing, target, of: id, on: networkID)
            }
        } catch {
            warn(id, error)
        }
    }

    /// Takes ports all at once, and where that fails each half of them: a few that cannot be taken cost a few attempts.
    private func takeWhatCanBe(
        _ missing: [PortPlan.Missing],
        _ target: PortTarget,
        of id: EndpointID,
        on networkID: NetworkID
    ) async {
        do {
            _ = try await inPortLanes(of: networkID) { () throws(DriverError) in try await take(missing, target, of: id)
            }
        } catch {
            guard missing.count > 1 else { return warn(id, error) }
            let half = missing.count / 2
            await takeWhatCanBe(Array(missing[..<half]), target, of: id, on: networkID)
            await takeWhatCanBe(Array(missing[half...]), target, of: id, on: networkID)
        }
    }

    /// Withdraws all that an endpoint publishes, within its network's lane; done at once where that is nothing.
    func withdraw(_ id: EndpointID) async throws(DriverError) {
        for part in try await store.read({ $0.publications.of(id) }).parts {
            try await lanes.run(on: .ports) { () throws(DriverError) in try await withdraw(part) }
        }
    }

    /// Relays what comes to ports that the firewall leads to their containers: at first what no rule leads, and everything once the kernel has
    /// forgotten the connections from before.
    func relay(_ published: [Publication]) async {
        await portsApart(published.portCount) { ports.relay(published, .untranslated) }
        context.sweeper.forget(published.map { .missing($0) })
    }

    /// Withdraws publications of whichever endpoints: from the state, from the firewall, and at last the ports themselves.
    func withdraw(_ publications: [Publication]) async throws(DriverError) {
        guard !publications.isEmpty else { return }
        let (gone, added, removed) = try await store.commit { state in
            let withdrawal = state.publications.withdrawing(publications)
            let change = state.firewallChange(withdrawing: withdrawal)
            return Decision(withdrawal.changes, (withdrawal.publications, change.added, change.removed))
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
        logger.info("ports withdrawn", metadata: ["ports": "\(gone.words)"])
    }

    /// Lets the firewall know that a container that publishes ports on another network has joined this one as well.
    func addMultihomed(_ endpoint: Endpoint, on network: Network) async throws(DriverError) {
        guard try await store.read({ !$0.multihomedElements(beside: endpoint).isEmpty }) else { return }
        try await lanes.run(on: .ports) { () throws(DriverError) in
            let elements = try await store.read { $0.multihomedElements(beside: endpoint) }
            guard !elements.isEmpty else { return }
            try await context.carryOutRepairing(.change(adding: elements))
            context.sweeper.forget(elements.flatMap { $0.unmasqueradedConnections(from: network) })
        }
    }

    /// Lets the firewall know that such a container has left the network.
    func removeMultihomed(_ endpoint: Endpoint) async throws(DriverError) {
        guard try await store.read({ !$0.multihomedElements(beside: endpoint).isEmpty }) else { return }
        try await lanes.run(on: .ports) { () throws(DriverError) in
            let elements = try await store.read { $0.multihomedElements(beside: endpoint) }
            guard !elements.isEmpty else { return }
            try await context.carryOutRepairing(.change(adding: [], removing: elements))
        }
    }

    private func warn(_ id: EndpointID, _ cause: DriverError) {
        logger.warning("port not published", metadata: ["endpoint": "\(id.short)", "cause": "\(cause)"])
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
    /// The host port, of a run with how many follow.
    fileprivate var words: String { count == 1 ? "\(host)" : "\(host) and \(count - 1) following" }
}

extension [Publication] {
    /// The ports, as far as a line has room for them.
    var words: String {
        let shown = prefix(8).map(\.words).joined(separator: " ")
        return count > 8 ? "\(shown) and \(dropFirst(8).map { $0 }.portCount) more" : shown
    }
}

extension FirewallElement {
    /// Connections from a network that were led to the container before it joined that network.
    fileprivate func unmasqueradedConnections(from network: Network) -> [ConnectionPattern] {
        guard case .multihomed(let address, _) = self else { return [] }
        return network.subnets.map(\.prefix).filter { $0.family == address.family }.map {
            .unmasqueraded(address, from: $0)
        }
    }
}
