import Addressing
public import DockerPluginAPI
import Logging
import NetworkModel

extension BridgeNetworkDriver {
    /// Publishes ports of the endpoint that is its container's gateway.
    public func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        guard !request.portMap.isEmpty else { return }
        try await answering("publish ports of endpoint \(request.endpointID.prefix(12))") {
            let id = try EndpointID(request.endpointID)
            let networkID = try NetworkID(request.networkID)
            let requests = request.portMap.map { PortRequest($0) }
            try await lanes.run(on: .network(networkID)) {
                try await publish(requests, of: id, on: networkID, relaysIPv6: !request.forbidsIPv6Relay)
            }
        }
    }

    /// Withdraws what the endpoint publishes.
    public func revokeExternalConnectivity(_ request: EndpointReference) async throws(PluginError) {
        try await answering("withdraw ports of endpoint \(request.endpointID.prefix(12))") {
            let id = try EndpointID(request.endpointID)
            try await lanes.run(on: .network(NetworkID(request.networkID))) { try await withdraw(id) }
        }
    }

    /// Publishes what a gateway's endpoint is asked to, all or nothing, and withdraws what it and others of its container publish beside.
    func publish(
        _ requests: [PortRequest],
        of id: EndpointID,
        on networkID: NetworkID,
        relaysIPv6: Bool
    ) async throws {
        try await lanes.run(on: .ports) {
            let (plan, choice) = try await planPorts(requests, of: id, on: networkID, isGateway: true, relaysIPv6)
            try await withdraw(plan.withdrawn)
            guard !plan.missing.isEmpty, let choice else { return }
            try await take(plan.missing, choice, of: id)
        }
    }

    /// Publishes ports of an endpoint that is not a gateway, those that can be: what cannot is said in the log.
    ///
    /// Docker repeats a container's ports for each of its networks, and would not start it if one were refused.
    func publishWhatCanBe(_ requests: [PortRequest], of id: EndpointID, on networkID: NetworkID) async {
        await lanes.run(on: .ports) {
            do {
                let (plan, choice) = try await planPorts(requests, of: id, on: networkID, isGateway: false, true)
                guard let choice else { return }
                for missing in plan.missing {
                    do {
                        try await take([missing], choice, of: id)
                    } catch {
                        warn(id, error)
                    }
                }
            } catch {
                warn(id, error)
            }
        }
    }

    /// Withdraws all that an endpoint publishes; done at once where that is nothing.
    func withdraw(_ id: EndpointID) async throws {
        guard try await store.read({ !$0.publications.of(id).isEmpty }) else { return }
        try await lanes.run(on: .ports) {
            try await withdraw(try await store.read { $0.publications.of(id) })
        }
    }

    /// Takes the ports that are published and that nobody holds: at a start, and when an address of the host has come; lets those go that wait for
    /// their address again.
    ///
    /// One that cannot be taken stays published, and is said in the log once.
    func holdPorts(isStart: Bool = false) async {
        await lanes.run(on: .ports) {
            guard let published = try? await store.read(\.heldGroups) else { return }
            let absent = await absentAddresses(of: published)
            for group in published {
                let waiting = group.publications.filter { absent.contains($0.host.address) }
                release(waiting.filter { ports.holds($0.host) })
                let missing = group.publications.filter { !ports.holds($0.host) && !absent.contains($0.host.address) }
                guard !missing.isEmpty else { continue }
                do throws(PortError) {
                    let held = try hold(missing, for: group.clients)
                    relay(held)
                    if !isStart { count(.port, with: "held \(held.words)") }
                } catch {
                    if isStart { logger.error("port published and not held", metadata: ["cause": "\(error)"]) }
                }
            }
        }
    }

    /// The addresses that the host lacks, of those that ports wait for.
    private func absentAddresses(of published: [HeldGroup]) async -> Set<IPAddress> {
        let awaited = published.filter(\.waitsForAddresses).flatMap(\.publications).map(\.host.address)
            .filter { !$0.isUnspecified }
        guard !awaited.isEmpty else { return [] }
        do {
            return try await dataplane.absentAddresses(among: Set(awaited))
        } catch {
            logger.warning("cannot read host addresses", metadata: ["cause": "\(error)"])
            return []
        }
    }

    /// Takes ports of one request; returns those that were taken, without those of addresses that the host lacks.
    private func hold(_ missing: [Publication], for clients: AddressSet) throws(PortError) -> [Publication] {
        var rest = missing
        while true {
            do throws(PortError) {
                try ports.hold(rest, for: clients)
                return rest
            } catch .noSuchAddress(let address) where rest.contains(where: { $0.host.address != address }) {
                rest.removeAll { $0.host.address == address }
            }
        }
    }

    /// Lets ports go whose address the host has lost; they stay published.
    private func release(_ waiting: [Publication]) {
        guard !waiting.isEmpty else { return }
        ports.release(waiting.map(\.host))
        logger.notice("ports wait for their address", metadata: ["ports": "\(waiting.words)"])
    }

    /// Relays what comes to ports that the firewall leads to their containers: at first what no rule leads, and everything once the kernel has
    /// forgotten the connections from before.
    func relay(_ published: [Publication]) {
        ports.relay(published, .untranslated)
        sweeper.forget(published.map { .missing($0) })
    }

    /// Withdraws publications of whichever endpoints: from the state, from the firewall, and at last the ports themselves.
    func withdraw(_ publications: [Publication]) async throws {
        guard !publications.isEmpty else { return }
        let gone = Set(publications)
        let elements = try await store.commit { state in
            let elements = Set(publications.map(\.endpoint)).reduce(into: Set<FirewallElement>()) { elements, id in
                let known = state.publications.of(id)
                let kept = state.firewallElements(of: id, publishing: known.filter { !gone.contains($0) })
                elements.formUnion(state.firewallElements(of: id, publishing: known).subtracting(kept))
            }
            return Decision(publications.map { .withdraw($0.host) }, elements)
        }
        defer {
            ports.release(publications.map(\.host))
            sweeper.forget(publications.map { .following($0) })
        }
        try await carryOutRepairing([.changeFirewall(add: [], remove: elements)])
        logger.info("ports withdrawn", metadata: ["ports": "\(publications.words)"])
    }

    /// Lets the firewall know that a container that publishes ports on another network has joined this one as well.
    func addMultihomed(_ endpoint: Endpoint, on network: Network) async throws {
        guard try await store.read({ !$0.multihomedElements(beside: endpoint).isEmpty }) else { return }
        try await lanes.run(on: .ports) {
            let elements = try await store.read { $0.multihomedElements(beside: endpoint) }
            guard !elements.isEmpty else { return }
            try await carryOutRepairing([.changeFirewall(add: elements, remove: [])])
            sweeper.forget(elements.flatMap { $0.unmasqueradedConnections(from: network) })
        }
    }

    /// Lets the firewall know that such a container has left the network.
    func removeMultihomed(_ endpoint: Endpoint) async throws {
        guard try await store.read({ !$0.multihomedElements(beside: endpoint).isEmpty }) else { return }
        try await lanes.run(on: .ports) {
            let elements = try await store.read { $0.multihomedElements(beside: endpoint) }
            guard !elements.isEmpty else { return }
            try await carryOutRepairing([.changeFirewall(add: [], remove: elements)])
        }
    }

    private func warn(_ id: EndpointID, _ cause: any Error) {
        logger.warning("port not published", metadata: ["endpoint": "\(id.short)", "cause": "\(cause)"])
    }
}

/// Ports that one request published, which are held together.
private struct HeldGroup: Sendable {
    let publications: [Publication]
    /// Whom alone they serve.
    let clients: AddressSet
    let waitsForAddresses: Bool
}

extension DesiredState {
    fileprivate var heldGroups: [HeldGroup] {
        publications.all.groups.map { group in
            let options = publishing(of: group[0].endpoint)
            return HeldGroup(
                publications: group,
                clients: options.clients?.addresses ?? [],
                waitsForAddresses: options.waitsForAddresses
            )
        }
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

extension [Publication] {
    /// The ports, as far as a line has room for them.
    var words: String {
        let shown = prefix(8).map { "\($0.host)" }.joined(separator: " ")
        return count > 8 ? "\(shown) and \(count - 8) more" : shown
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
