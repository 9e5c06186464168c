// SPDX-License-Identifier: Apache-2.0

/// A network driver: Docker's calls `NetworkDriver.*`.
///
/// Calls for different networks and containers arrive concurrently. Each method that removes something may be called twice, for an unknown
/// id, without its counterpart, or never, and must succeed. No method may call Docker: Docker holds the lock of the container while it
/// waits, so both would wait forever.
public protocol NetworkDriver: Sendable {
    /// The capabilities of the driver (`GetCapabilities`).
    ///
    /// Docker sends this call once in its lifetime. One failure disables the driver until Docker restarts, so the property can neither fail
    /// nor suspend.
    var networkCapabilities: NetworkCapabilities { get }

    /// Creates a network (`CreateNetwork`).
    ///
    /// Docker sends this call once in the lifetime of a network, and never repeats it after a restart.
    func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError)

    /// Removes a network (`DeleteNetwork`).
    ///
    /// Docker removes the network even if the call fails.
    func deleteNetwork(_ network: NetworkReference) async throws(PluginError)

    /// Creates an endpoint on a network (`CreateEndpoint`).
    ///
    /// Docker rejects a response with a MAC address or an address that the request already contains, even an equal one.
    func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse

    /// Removes an endpoint (`DeleteEndpoint`).
    ///
    /// At this time, the link has returned to Docker's own network namespace.
    func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError)

    /// Connects a container to an endpoint (`Join`); the link in the response must exist when the method returns.
    func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse

    /// Disconnects a container from an endpoint (`Leave`).
    ///
    /// At this time, the link is still in the container.
    func leave(_ endpoint: EndpointReference) async throws(PluginError)

    /// Publishes ports (`ProgramExternalConnectivity`), when the endpoint becomes the gateway of its container.
    func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError)

    /// Withdraws all published ports (`RevokeExternalConnectivity`), even if there are none.
    func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError)

    /// Returns operational data of an endpoint (`EndpointOperInfo`); by default none.
    ///
    /// Docker does not use the data. Engines up to 26.1 fail the start of a container if the call fails, so the method cannot throw.
    func operationalData(of endpoint: EndpointReference) async -> [String: String]

    /// Returns the gateway addresses that a future network does not need (`GwAllocCheck`, engines from 28.0 on).
    ///
    /// Docker sends this call only if `networkCapabilities` enables it. By default, both gateways are needed.
    func checkGatewayAllocation(
        _ request: GatewayAllocationRequest
    ) async throws(PluginError) -> GatewayAllocationResponse

    /// Allocates resources for a Swarm network (`AllocateNetwork`); returns options for `createNetwork` on each node.
    ///
    /// Docker sends this call only to drivers of global scope. The default fails.
    func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String]

    /// Frees the resources of `allocateNetwork` (`FreeNetwork`).
    ///
    /// The default fails.
    func freeNetwork(_ network: NetworkReference) async throws(PluginError)

    /// Handles the discovery of a Swarm node (`DiscoverNew`).
    ///
    /// The default does nothing.
    func discoverNew(_ node: DiscoveredNode) async throws(PluginError)

    /// Handles the removal of a Swarm node (`DiscoverDelete`).
    ///
    /// The default does nothing.
    func discoverDelete(_ node: DiscoveredNode) async throws(PluginError)
}

extension NetworkDriver {
    /// Returns no data.
    public func operationalData(of endpoint: EndpointReference) async -> [String: String] { [:] }

    /// Returns that both gateways are needed.
    public func checkGatewayAllocation(
        _ request: GatewayAllocationRequest
    ) async throws(PluginError) -> GatewayAllocationResponse {
        GatewayAllocationResponse()
    }

    /// Fails: the driver has no Swarm networks.
    public func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String] {
        throw PluginError("AllocateNetwork is not supported: the driver has no Swarm networks")
    }

    /// Fails: the driver has no Swarm networks.
    public func freeNetwork(_ network: NetworkReference) async throws(PluginError) {
        throw PluginError("FreeNetwork is not supported: the driver has no Swarm networks")
    }

    /// Does nothing.
    public func discoverNew(_ node: DiscoveredNode) async throws(PluginError) {}

    /// Does nothing.
    public func discoverDelete(_ node: DiscoveredNode) async throws(PluginError) {}
}
