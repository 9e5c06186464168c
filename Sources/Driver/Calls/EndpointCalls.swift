// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import Logging
import NetworkModel

/// The calls of Docker about endpoints.
struct EndpointCalls: DriverPart {
    let context: DriverContext

    func create(_ request: CreateEndpointRequest) async throws(DriverError) -> CreateEndpointResponse {
        let network = try checked(NetworkID(request.networkID))
        let mode = try await store.read { $0.networks[network]?.network.mode } ?? .usual
        let endpoint = try await readApart(request.options) { () throws(Refusal) in
            try Endpoint(request, options: mode.behavior.endpointOptions(request.options))
        }
        return try await lanes.run(on: .network(endpoint.network)) { () throws(DriverError) in
            let (added, stale, isNew) = try await record(endpoint)
            for endpoint in stale {
                logger.notice("stale endpoint removed", metadata: ["endpoint": "\(endpoint.id.short)"])
                try await retire(endpoint)
            }
            if isNew { log("endpoint created", of: added.id, on: added.network) }
            // Docker rejects a reply with a MAC address that the request already had, even the same one.
            let mac = added.isMACGiven ? nil : added.mac
            return CreateEndpointResponse(interface: EndpointInterface(mac: mac))
        }
    }

    func join(_ request: JoinRequest) async throws(DriverError) -> JoinResponse {
        let id = try checked(EndpointID(request.endpointID))
        let networkID = try checked(NetworkID(request.networkID))
        return try await lanes.run(on: .endpoint(id)) { () throws(DriverError) in
            let (endpoint, network) = try await lanes.run(on: .network(networkID)) { () throws(DriverError) in
                try await join(id, on: networkID, sandbox: request.sandboxKey)
            }
            if network.isInternal && network.publishes && !request.portMap.isEmpty {
                let requests = await portsApart(request.portMap.count) { request.portMap.map { PortRequest($0) } }
                await portCalls.publishAvailable(requests, of: id, on: networkID)
            }
            return JoinResponse(network.mode.behavior.attachment(of: endpoint, on: network))
        }
    }

    private func join(
        _ id: EndpointID,
        on networkID: NetworkID,
        sandbox: String
    ) async throws(DriverError) -> (Endpoint, Network) {
        let (network, endpoint) = try await store.read { state throws(Refusal) in
            (try state.network(networkID), try state.endpoint(id, on: networkID))
        }
        try await context.carryOutRepairing(Plan.arrival(of: endpoint, on: network))
        do {
            if network.publishes, !endpoint.addresses.isEmpty {
                try await context.fill(endpoint.publishing.clients)
            }
            // Record the sandbox only now: a joined endpoint without a link is stale.
            try await store.commit { state throws(Refusal) in
                try state.joining(id, on: networkID, sandbox: sandbox)
            }
            if let joined = try await store.read({ $0.endpoints[id] }) {
                try await portCalls.addMultihomed(joined, on: network)
            }
        } catch {
            try await context.carryOut(Plan.retirement(of: endpoint, as: network.mode))
            context.reaper.retired()
            throw error
        }
        logger.info(
            "endpoint joined",
            metadata: [
                "endpoint": "\(id.short)", "network": "\(networkID.short)", "link": "\(endpoint.link)",
                "addresses": "\(endpoint.addresses.map(\.description).joined(separator: " "))",
            ]
        )
        context.announcer.joined(endpoint, on: network)
        return (endpoint, network)
    }

    func leave(_ request: EndpointReference) async throws(DriverError) {
        let id = try checked(EndpointID(request.endpointID))
        let network = try checked(NetworkID(request.networkID))
        try await portCalls.withdrawing(id, on: network) { () throws(DriverError) in
            let (hasLeft, endpoint) = try await store.commit { state in
                let changes = state.leaving(id)
                return Decision(changes, outcome: (!changes.isEmpty, state.endpoints[id]))
            }
            if let endpoint { try await portCalls.removeMultihomed(endpoint) }
            context.announcer.left(id, on: network)
            if hasLeft { log("endpoint left", of: id, on: network) }
        }
    }

    func delete(_ request: EndpointReference) async throws(DriverError) {
        let id = try checked(EndpointID(request.endpointID))
        let networkID = try checked(NetworkID(request.networkID))
        try await portCalls.withdrawing(id, on: networkID) { () throws(DriverError) in
            let endpoint = try await store.commit { state in
                guard let endpoint = state.endpoints[id] else { return Decision<Endpoint?>([], outcome: nil) }
                return Decision([.removeEndpoint(id)], outcome: endpoint)
            }
            guard let endpoint else { return }
            try await retire(endpoint)
            log("endpoint deleted", of: id, on: networkID)
        }
    }

    /// Records an endpoint, and returns it as recorded, the stale endpoints that it replaces, and whether it is new.
    ///
    /// The ports of the stale endpoints are withdrawn before their removal, so that the next user of the ports finds them free.
    private func record(
        _ endpoint: Endpoint
    ) async throws(DriverError) -> (endpoint: Endpoint, stale: [Endpoint], isNew: Bool) {
        if endpoint.isMACGiven, let holder = try await store.read({ $0.holder(ofMACGivenTo: endpoint) }) {
            _ = try await reconciler.removeInLaneIfStale(holder.id)
        }
        let now = Timestamp.now
        while true {
            let (added, publishing, isNew) = try await store.commit { [authority] state throws(Refusal) in
                let decision = try state.adding(endpoint)
                let added = decision.outcome
                let publishing = added.stale.filter { !state.publications.of($0.id).isEmpty }
                guard publishing.isEmpty, !decision.changes.isEmpty else {
                    return Decision([], outcome: (added, publishing, false))
                }
                let held = try authority.holdingAddresses(of: added.endpoint, in: state, at: now)
                return Decision(decision.changes + held, outcome: (added, [], true))
            }
            if publishing.isEmpty { return (added.endpoint, added.stale, isNew) }
            for endpoint in publishing { try await portCalls.withdraw(endpoint.id) }
        }
    }

    private func log(_ event: Logger.Message, of id: EndpointID, on network: NetworkID) {
        logger.info(event, metadata: ["endpoint": "\(id.short)", "network": "\(network.short)"])
    }

    /// Removes the remains in the kernel of an endpoint that is no longer in the state.
    func retire(_ endpoint: Endpoint) async throws(DriverError) {
        context.announcer.left(endpoint.id, on: endpoint.network)
        let mode = try await store.read { $0.mode(of: endpoint) }
        try await context.carryOut(Plan.retirement(of: endpoint, as: mode))
        context.reaper.retired()
        let steps = try await store.read { Plan.removal(of: endpoint, in: $0) }
        if !steps.isEmpty { try await context.carryOutRepairing(steps) }
        context.sweeper.forget(endpoint.addresses.map { .of($0.address) })
    }
}

extension DesiredState {
    /// Returns the changes of a Join.
    fileprivate func joining(
        _ id: EndpointID,
        on networkID: NetworkID,
        sandbox: String
    ) throws(Refusal) -> Decision<Void> {
        _ = try endpoint(id, on: networkID)
        return Decision([.joined(id, Sandbox(sandbox))], outcome: ())
    }

    fileprivate func leaving(_ id: EndpointID) -> [Change] {
        guard let endpoint = endpoints[id], !endpoint.occupancy.hasLeft else { return [] }
        return [.left(id)]
    }
}

extension Endpoint {
    /// Creates the endpoint of a request; refuses invalid values by name.
    fileprivate init(_ request: CreateEndpointRequest, options: Options) throws(Refusal) {
        var name: InterfaceName?
        if let text = request.interfaceName {
            do {
                name = try InterfaceName(text)
            } catch {
                throw Refusal("option com.docker.network.endpoint.ifname", "\(error)")
            }
        }
        try self.init(
            id: EndpointID(request.endpointID),
            network: NetworkID(request.networkID),
            ipv4: request.interface.ipv4,
            ipv6: request.interface.ipv6,
            mac: request.interface.mac,
            interfaceName: name,
            options: options
        )
    }
}

extension JoinResponse {
    fileprivate init(_ attachment: Attachment) {
        var ipv4: IPv4Address?
        var ipv6: IPv6Address?
        for gateway in attachment.gateways {
            switch gateway {
            case .v4(let address): ipv4 = address
            case .v6(let address): ipv6 = address
            }
        }
        self.init(
            interfaceName: JoinedInterface(
                sourceName: attachment.link,
                destinationPrefix: attachment.prefix.description,
                destinationName: attachment.name
            ),
            gateway: ipv4,
            gatewayIPv6: ipv6,
            // Without this flag, Docker adds an interface of its own gateway network to a container without a gateway.
            disableGatewayService: attachment.gateways.isEmpty && !attachment.leavesGatewayToDocker
        )
    }
}
