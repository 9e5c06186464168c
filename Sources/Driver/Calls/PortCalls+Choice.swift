// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel

/// The publication of host ports: mdnp chooses and binds a port, records it, and adds its element to the firewall.
extension PortCalls {
    /// Plans the ports of an endpoint in parts, which are carried out one after the other.
    ///
    /// The target is nil if the network does not publish ports.
    func planPorts(
        _ requests: [PortRequest],
        of id: EndpointID,
        on networkID: NetworkID,
        isGateway: Bool,
        relaysIPv6: Bool
    ) async throws(DriverError) -> ([PortPlan], PortTarget?) {
        let (target, own, others) = try await store.read { state throws(Refusal) in
            let network = try state.network(networkID)
            let endpoint = try state.endpoint(id, on: networkID)
            guard network.publishes else {
                return (nil, [], []) as (target: PortTarget?, own: [Publication], others: [Publication])
            }
            let (own, others) = state.publications(beside: endpoint)
            return (PortTarget(endpoint, on: network, relaysIPv6: relaysIPv6), own, others)
        }
        guard let target else { return ([], nil) }
        let parts = await portsApart(requests.count + own.portCount + others.portCount) {
            PortPlan(for: requests, own: own, others: others, isGateway: isGateway).parts
        }
        return (parts, target)
    }

    /// Reserves host ports, records them, adds their elements to the firewall, and returns the publications.
    @discardableResult
    func publish(
        _ missing: [PortPlan.Missing],
        for target: PortTarget,
        of id: EndpointID
    ) async throws(DriverError) -> [Publication] {
        let singles = try await reserve(missing, for: target)
        let chosen = await portsApart(singles.count) { singles.runs }
        let elements: Set<FirewallElement>
        do {
            elements = try await store.commit { state throws(Refusal) in
                let added = state.firewallElements(of: id, publishingAlso: chosen)
                guard state.endpoints[id] != nil else { throw Refusal("endpoint \(id.short)", "does not exist") }
                return Decision(chosen.map { .publish($0) }, outcome: added)
            }
        } catch {
            await portsApart(singles.count) { ports.release(singles.map(\.host)) }
            throw error
        }
        do {
            try await context.carryOutRepairing(.change(adding: elements))
        } catch {
            try await withdraw(chosen)
            throw error
        }
        await relay(chosen)
        logger.info("ports published", metadata: ["endpoint": "\(id.short)", "ports": "\(chosen.summary)"])
        return chosen
    }

    /// Reserves ports for all requests, or for none.
    private func reserve(
        _ missing: [PortPlan.Missing],
        for target: PortTarget
    ) async throws(DriverError) -> [Publication] {
        // In the lane of ports, no other call publishes meanwhile, so no transaction waits for ports to be bound.
        let published = try await store.read(\.publications)
        let last = context.automaticPort.value
        let publications = try await portsApart(missing.count) { () throws(DriverError) in
            let needsAutomatic = missing.contains { $0.request.hostPorts == nil }
            let automatic = needsAutomatic ? PortChoice.AutomaticPorts(of: ports, behind: last) : nil
            var choice = PortChoice(missing, for: target, beside: published, automatic: automatic)
            do throws(PortChoice.Failure) {
                try choice.reserve(with: ports)
            } catch {
                throw .portChoice(error)
            }
            return choice.chosen
        }
        context.automaticPort.follow(publications, of: missing)
        return publications
    }

    /// Returns the refusal of a request whose port has another owner; nil if a stale endpoint had the port and is removed.
    ///
    /// Do not call it in the lane of a network or of ports. The stale endpoint is removed in its own network's lane, and the search for the
    /// owner of a port may take long.
    func refusal(for failure: PortChoice.Failure) async throws(DriverError) -> Refusal? {
        switch failure {
        case .refused(let refusal): return refusal
        case .taken(let request, let port):
            return PortChoice.refusal(of: request, at: port, takenBy: await ports.owner(of: port))
        case .occupied(let request, let publication):
            if try await reconciler.removeIfStale(publication.endpoint) { return nil }
            let owner = try await name(of: publication.endpoint)
            return PortChoice.refusal(of: request, at: publication.host, takenBy: "mdnp for \(owner)")
        }
    }

    private func name(of id: EndpointID) async throws(DriverError) -> String {
        let name = try await store.read { state in state.endpoints[id].flatMap { state.containerName(of: $0) } }
        return name.map { "container \($0), endpoint \(id.short)" } ?? "endpoint \(id.short)"
    }
}

extension PortChoice {
    /// Reserves the ports of each candidate until all requests are met; otherwise reserves none.
    fileprivate mutating func reserve(with ports: any PortReservations) throws(Failure) {
        do throws(Failure) {
            while let candidate = try next() {
                do throws(PortError) {
                    try ports.reserve(candidate.publications, for: candidate.clients)
                } catch {
                    try notReserved(error)
                    continue
                }
                reserved()
            }
        } catch {
            ports.release(chosen.map(\.host))
            throw error
        }
    }
}

extension PortChoice.AutomaticPorts {
    fileprivate init(of ports: any PortReservations, behind last: UInt16?) {
        self.init(ports.automaticPorts, reserved: ports.reservedPorts, behind: last)
    }
}
