// SPDX-License-Identifier: Apache-2.0

/// What Docker asks of a network driver (`NetworkDriver.*`).
///
/// Calls for different networks and containers arrive at the same time. Every method that takes something
/// away may be called twice, for an id never heard of, without its partner, or never: it answers success.
/// No method may call Docker: Docker holds the container's lock while it waits, and waits for ever.
public protocol NetworkDriver: Sendable {
    /// What the driver can do (`GetCapabilities`).
    ///
    /// Docker asks once in its life, and one failure disables the driver until Docker restarts; hence it
    /// can neither fail nor wait.
    var networkCapabilities: NetworkCapabilities { get }

    /// Makes a network (`CreateNetwork`).
    ///
    /// Sent once in a network's life, never repeated after a restart.
    func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError)

    /// Removes a network (`DeleteNetwork`).
    ///
    /// Docker removes it whatever the answer is.
    func deleteNetwork(_ network: NetworkReference) async throws(PluginError)

    /// Adds an endpoint to a network (`CreateEndpoint`).
    ///
    /// Answering a MAC or an address that the request already carries is an error to Docker, even if equal.
    func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse

    /// Forgets an endpoint (`DeleteEndpoint`).
    ///
    /// Its link is back in Docker's own network namespace.
    func deleteEndpoint(_ endpoint: EndpointReference) async throws(PluginError)

    /// Connects a container to an endpoint (`Join`): the link that is named must exist when this returns.
    func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse

    /// Disconnects a container from an endpoint (`Leave`).
    ///
    /// Its link is still inside the container.
    func leave(_ endpoint: EndpointReference) async throws(PluginError)

    /// Publishes ports (`ProgramExternalConnectivity`): sent when the endpoint becomes its container's gateway.
    func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError)

    /// Withdraws what was published (`RevokeExternalConnectivity`), also where nothing was.
    func revokeExternalConnectivity(_ endpoint: EndpointReference) async throws(PluginError)

    /// What there is to tell about an endpoint (`EndpointOperInfo`).
    ///
    /// Docker uses nothing of it today, and engines up to 26.1 fail a container's start if it fails; hence
    /// it cannot. The default is nothing.
    func operationalData(of endpoint: EndpointReference) async -> [String: String]

    /// Whether a network to come needs gateway addresses (`GwAllocCheck`, engines from 28.0).
    ///
    /// Asked only if `networkCapabilities` says so. The default is that it needs them.
    func checkGatewayAllocation(
        _ request: GatewayAllocationRequest
    ) async throws(PluginError) -> GatewayAllocationResponse

    /// Allocates what a Swarm network needs (`AllocateNetwork`); the options that are answered are given to
    /// `createNetwork` on each node.
    ///
    /// Sent to drivers of global scope only. The default refuses.
    func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String]

    /// Frees what `allocateNetwork` allocated (`FreeNetwork`).
    ///
    /// The default refuses.
    func freeNetwork(_ network: NetworkReference) async throws(PluginError)

    /// A Swarm node was discovered (`DiscoverNew`).
    ///
    /// The default does nothing.
    func discoverNew(_ node: DiscoveredNode) async throws(PluginError)

    /// A Swarm node is gone (`DiscoverDelete`).
    ///
    /// The default does nothing.
    func discoverDelete(_ node: DiscoveredNode) async throws(PluginError)
}

extension NetworkDriver {
    /// Nothing to tell.
    public func operationalData(of endpoint: EndpointReference) async -> [String: String] { [:] }

    /// Both gateways are wanted.
    public func checkGatewayAllocation(
        _ request: GatewayAllocationRequest
    ) async throws(PluginError) -> GatewayAllocationResponse {
        GatewayAllocationResponse()
    }

    /// Refuses.
    public func allocateNetwork(_ request: AllocateNetworkRequest) async throws(PluginError) -> [String: String] {
        throw PluginError("AllocateNetwork is not supported: the driver has no Swarm networks")
    }

    /// Refuses.
    public func freeNetwork(_ network: NetworkReference) async throws(PluginError) {
        throw PluginError("FreeNetwork is not supported: the driver has no Swarm networks")
    }

    /// Does nothing.
    public func discoverNew(_ node: DiscoveredNode) async throws(PluginError) {}

    /// Does nothing.
    public func discoverDelete(_ node: DiscoveredNode) async throws(PluginError) {}
}
