// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Logging
import NetworkModel
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver

/// A driver over a store in memory and an imagined dataplane.
struct Rig {
    let store: SQLiteStateStore
    let dataplane = ImaginedDataplane()
    let ports: ImaginedPorts
    let context: DriverContext
    let driver: HostNetworkDriver

    init(
        store: SQLiteStateStore? = nil,
        timing: Timing = Timing(),
        modes: NetworkModes = .standard,
        authority: (any AddressAuthority)? = nil,
        through wrap: (SQLiteStateStore) -> any StateStore = { $0 }
    ) throws {
        self.store = try store ?? SQLiteStateStore()
        ports = ImaginedPorts(automatic: try #require(PortRange(first: 32768, last: 32799)))
        context = DriverContext(
            store: wrap(self.store),
            dataplane: dataplane,
            ports: ports,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            timing: timing,
            modes: modes,
            authority: authority
        )
        driver = HostNetworkDriver(context)
    }

    func create(
        _ id: String = "n1",
        _ pools: String...,
        options: [String: String] = [:],
        isInternal: Bool = false
    ) async throws {
        let pools = try pools.map { text in
            let gateway = try #require(InterfaceAddress(text))
            return IPAMPool(addressSpace: "LocalDefault", pool: gateway.prefix, gateway: gateway)
        }
        let request = CreateNetworkRequest(
            networkID: id,
            options: options,
            isInternal: isInternal,
            ipv4: pools.filter { $0.pool.family == .v4 },
            ipv6: pools.filter { $0.pool.family == .v6 }
        )
        try await driver.createNetwork(request)
    }

    @discardableResult
    func createEndpoint(
        _ id: String = "e1",
        on network: String = "n1",
        _ ipv4: String? = nil,
        _ ipv6: String? = nil,
        mac: String? = nil,
        interfaceName: String? = nil,
        options: [String: String] = [:]
    ) async throws -> CreateEndpointResponse {
        let interface = EndpointInterface(
            ipv4: ipv4.flatMap { InterfaceAddress($0) },
            ipv6: ipv6.flatMap { InterfaceAddress($0) },
            mac: mac.flatMap { MACAddress($0) }
        )
        let request = CreateEndpointRequest(
            networkID: network,
            endpointID: id,
            interface: interface,
            interfaceName: interfaceName,
            options: options
        )
        return try await driver.createEndpoint(request)
    }

    @discardableResult
    func join(
        _ id: String = "e1",
        on network: String = "n1",
        sandbox: String = "1",
        _ ports: PortBinding...
    ) async throws -> JoinResponse {
        let request = JoinRequest(
            networkID: network,
            endpointID: id,
            sandboxKey: "/run/docker/netns/\(sandbox)",
            portMap: ports
        )
        return try await driver.join(request)
    }

    func publish(_ id: String = "e1", on network: String = "n1", _ ports: PortBinding...) async throws {
        try await driver.programExternalConnectivity(
            ExternalConnectivityRequest(networkID: network, endpointID: id, portMap: ports)
        )
    }

    func reference(_ id: String = "e1", on network: String = "n1") -> EndpointReference {
        EndpointReference(networkID: network, endpointID: id)
    }

    /// Makes the kernel show the link of an endpoint, so that the endpoint is not stale.
    func kernelShows(_ id: String, on network: String) throws {
        let endpoint = try EndpointID(id)
        let veth = VethLink(
            endpoint: endpoint,
            network: try NetworkID(network),
            name: try InterfaceName("mv\(id)"),
            bridge: nil,
            isRetired: false
        )
        dataplane.observes { $0.veths[endpoint] = veth }
    }
}
