// SPDX-License-Identifier: Apache-2.0

public import DockerPluginAPI
import NetworkModel

/// mdnp's network driver, as Docker calls it: names each call, and has a part of the driver carry it out.
public final class HostNetworkDriver: NetworkDriver {
    /// What the driver works with.
    public let context: DriverContext

    /// A driver over a context.
    public init(_ context: DriverContext) {
        self.context = context
    }

    /// Resources are this host's: Docker does not look for them elsewhere.
    public var networkCapabilities: NetworkCapabilities { NetworkCapabilities(scope: .local) }

    /// Records a network and makes its link.
    public func createNetwork(_ request: CreateNetworkRequest) async throws(PluginError) {
        try await answering("create network \(request.networkID.shortID)") { () throws(DriverError) in
            try await NetworkCalls(context: context).create(request)
        }
    }

    /// Removes a network's link, with whatever is left on it, and the network itself.
    ///
    /// Of an unknown network it takes away what the kernel has, most often nothing.
    public func deleteNetwork(_ request: NetworkReference) async throws(PluginError) {
        try await answering("delete network \(request.networkID.shortID)") { () throws(DriverError) in
            try await NetworkCalls(context: context).delete(request)
        }
    }

    /// Records an endpoint.
    ///
    /// The kernel hears of it only when it joins.
    public func createEndpoint(_ request: CreateEndpointRequest) async throws(PluginError) -> CreateEndpointResponse {
        try await answering(
            "create endpoint \(request.endpointID.shortID) on network \(request.networkID.shortID)"
        ) { () throws(DriverError) in
            try await EndpointCalls(context: context).create(request)
        }
    }

    /// Makes the endpoint's link, and tells Docker which one to move into the sandbox and which gateways to set.
    public func join(_ request: JoinRequest) async throws(PluginError) -> JoinResponse {
        try await answering("join endpoint \(request.endpointID.shortID) to network \(request.networkID.shortID)") {
            () throws(DriverError) in
            try await EndpointCalls(context: context).join(request)
        }
    }

    /// Withdraws what the endpoint publishes, and notes that it has left its sandbox.
    ///
    /// Its link is still in the container, from where Docker brings it back afterwards.
    public func leave(_ request: EndpointReference) async throws(PluginError) {
        try await answering("leave endpoint \(request.endpointID.shortID)") { () throws(DriverError) in
            try await EndpointCalls(context: context).leave(request)
        }
    }

    /// Forgets an endpoint and hands its link to the reaper.
    ///
    /// Forgetting an unknown endpoint is done at once.
    public func deleteEndpoint(_ request: EndpointReference) async throws(PluginError) {
        try await answering("delete endpoint \(request.endpointID.shortID)") { () throws(DriverError) in
            try await EndpointCalls(context: context).delete(request)
        }
    }

    /// Publishes ports of the endpoint that is its container's gateway.
    public func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        guard !request.portMap.isEmpty else { return }
        try await answering("publish ports of endpoint \(request.endpointID.shortID)") { () throws(DriverError) in
            try await PortCalls(context: context).publish(request)
        }
    }

    /// Withdraws what the endpoint publishes.
    public func revokeExternalConnectivity(_ request: EndpointReference) async throws(PluginError) {
        try await answering("withdraw ports of endpoint \(request.endpointID.shortID)") { () throws(DriverError) in
            try await PortCalls(context: context).withdraw(request)
        }
    }
}
