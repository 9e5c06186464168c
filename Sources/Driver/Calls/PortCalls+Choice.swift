import Logging
import NetworkModel

/// How ports of the host's come to an endpoint: chosen and bound first, then recorded, then led there.
extension PortCalls {
    /// Plans what an endpoint publishes: in parts that are carried out one after the other, without a choice where its network publishes nothing.
    func planPorts(
        _ requests: [PortRequest],
        of id: EndpointID,
        on networkID: NetworkID,
        isGateway: Bool,
        _ relaysIPv6: Bool
    ) async throws -> ([PortPlan], PortChoice?) {
        let (choice, own, others) = try await store.read { state throws(Refusal) in
            let network = try state.network(networkID)
            let endpoint = try state.endpoint(id, on: networkID)
            guard network.publishes else {
                return (nil, [], []) as (choice: PortChoice?, own: [Publication], others: [Publication])
            }
            let (own, others) = state.publications(beside: endpoint)
            return (PortChoice(for: endpoint, on: network, relaysIPv6: relaysIPv6), own, others)
        }
        guard let choice else { return ([], nil) }
        let parts = try await portsApart(requests.count + own.portCount + others.portCount) {
            PortPlan(for: requests, own: own, others: others, isGateway: isGateway).parts
        }
        return (parts, choice)
    }

    /// Takes ports of the host's, records them, and lets the firewall lead there; answers with what was published.
    @discardableResult
    func take(
        _ missing: [PortPlan.Missing],
        _ choice: PortChoice,
        of id: EndpointID
    ) async throws -> [Publication] {
        let singles = try await choose(missing, choice)
        let chosen = try await portsApart(singles.count) { singles.runs }
        let elements: Set<FirewallElement>
        do {
            elements = try await store.commit { state throws(Refusal) in
                let added = state.firewallElements(of: id, publishingAlso: chosen)
                guard state.endpoints[id] != nil else { throw Refusal("endpoint \(id.short)", "is no more") }
                return Decision(chosen.map { .publish($0) }, added)
            }
        } catch {
            try await portsApart(singles.count) { ports.release(singles.map(\.host)) }
            throw error
        }
        do {
            try await context.carryOutRepairing(.change(adding: elements))
        } catch {
            try await withdraw(chosen)
            throw error
        }
        try await relay(chosen)
        logger.info("ports published", metadata: ["endpoint": "\(id.short)", "ports": "\(chosen.words)"])
        return chosen
    }

    /// Chooses ports; one that mdnp published for an endpoint that is over by now is free.
    private func choose(_ missing: [PortPlan.Missing], _ choice: PortChoice) async throws -> [Publication] {
        while true {
            let last = context.automaticPort.value
            // In the lane of ports nobody publishes meanwhile, so that no transaction has to wait for ports to be bound.
            let published = try await store.read(\.publications)
            let outcome = try await portsApart(missing.count) {
                try choice.choose(missing, beside: published, behind: last, ports)
            }
            switch outcome {
            case .chosen(let publications):
                context.automaticPort.follow(publications, of: missing)
                return publications
            case .taken(let request, let port):
                throw PortChoice.refusal(of: request, port, takenBy: await ports.owner(of: port))
            case .occupied(let request, let publication):
                guard try await reconciler.removeIfStale(publication.endpoint) else {
                    let owner = try await name(of: publication.endpoint)
                    throw PortChoice.refusal(of: request, publication.host, takenBy: "mdnp for \(owner)")
                }
            }
        }
    }

    private func name(of id: EndpointID) async throws -> String {
        let name = try await store.read { state in state.endpoints[id].flatMap { state.containerName(of: $0) } }
        return name.map { "container \($0), endpoint \(id.short)" } ?? "endpoint \(id.short)"
    }
}
