// SPDX-License-Identifier: Apache-2.0

public import DockerPluginAPI
import NetworkModel

/// The network driver of mdnp, as Docker calls it: names each call, and passes it to a part of the driver.
public final class HostNetworkDriver: NetworkDriver {
    /// The context of the driver.
    public let context: DriverContext

    /// Creates a driver over a context.
    public init(_ context: DriverContext) {
        self.context = context
    }

    /// The scope `local`: networks exist on this host alone, and Docker does not search for them on other hosts.
    public var networkCapabilities: NetworkCapabilities { NetworkCapabilities(scope: .local) }

    /// Records a network and creates its link.
    public func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) {
        try await answering("create network", for: ["network": request.networkID.shortID]) { () throws(DriverError) in
            try await NetworkCalls(context: context).create(request)
        }
    }

    /// Removes a network, its link, and all endpoints on the link.
    ///
    /// For an unknown network, the call removes its remains in the kernel; usually there are none.
    public func deleteNetwork(_ request: NetworkReference) async throws(PluginError) {
        try await answering("delete network", for: ["network": request.networkID.shortID]) { () throws(DriverError) in
            try await NetworkCalls(context: context).delete(request)
        }
    }

    /// Records an endpoint.
    ///
    /// The kernel gets the endpoint only when it joins.
    public func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        try await answering(
            "create endpoint",
            for: ["endpoint": request.endpointID.shortID, "network": request.networkID.shortID]
        ) { () throws(DriverError) in
            try await EndpointCalls(context: context).create(request)
        }
    }

    /// Creates the link of an endpoint, and returns the link that Docker moves into the sandbox, with the gateways.
    public func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        try await answering(
            "join",
            for: ["endpoint": request.endpointID.shortID, "network": request.networkID.shortID]
        ) {
            () throws(DriverError) in
            try await EndpointCalls(context: context).join(request)
        }
    }

    /// Withdraws the ports of an endpoint, and records that it has left its sandbox.
    ///
    /// The link is still in the container; Docker moves it back afterwards.
    public func leave(_ request: EndpointReference) async throws(PluginError) {
        try await answering("leave", for: ["endpoint": request.endpointID.shortID]) { () throws(DriverError) in
            try await EndpointCalls(context: context).leave(request)
        }
    }

    /// Removes an endpoint and retires its link.
    ///
    /// For an unknown endpoint, the call does nothing.
    public func deleteEndpoint(_ request: EndpointReference) async throws(PluginError) {
        try await answering("delete endpoint", for: ["endpoint": request.endpointID.shortID]) {
            () throws(DriverError) in
            try await EndpointCalls(context: context).delete(request)
        }
    }

    /// Publishes ports of the endpoint that is the gateway of its container.
    public func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        guard !request.portMap.isEmpty else { return }
        try await answering("publish ports", for: ["endpoint": request.endpointID.shortID]) { () throws(DriverError) in
            try await PortCalls(context: context).publish(request)
        }
    }

    /// Withdraws the ports of an endpoint.
    public func revokeExternalConnectivity(_ request: EndpointReference) async throws(PluginError) {
        try await answering("unpublish ports", for: ["endpoint": request.endpointID.shortID]) {
            () throws(DriverError) in
            try await PortCalls(context: context).withdraw(request)
        }
    }
}
