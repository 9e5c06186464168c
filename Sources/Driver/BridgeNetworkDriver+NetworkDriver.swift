public import DockerPluginAPI
import NetworkModel

extension BridgeNetworkDriver: NetworkDriver {
    /// Resources are this host's: Docker does not look for them elsewhere.
    public var networkCapabilities: NetworkCapabilities { NetworkCapabilities(scope: .local) }

    /// Published ports are not there yet; a container that asks for one is told so rather than left unreachable.
    public func programExternalConnectivity(_ request: ExternalConnectivityRequest) async throws(PluginError) {
        guard let binding = request.portMap.first else { return }
        try await answering("publish ports of endpoint \(request.endpointID.prefix(12))") {
            throw Refusal(
                "port \(binding.containerPort)",
                "mdnp does not publish ports yet: leave out -p, or create the network with -o gateway=docker"
            )
        }
    }

    /// Nothing is published, so nothing is withdrawn.
    public func revokeExternalConnectivity(_ request: EndpointReference) async throws(PluginError) {}
}
