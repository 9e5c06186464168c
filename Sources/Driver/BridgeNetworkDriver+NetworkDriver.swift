public import DockerPluginAPI

extension BridgeNetworkDriver: NetworkDriver {
    /// Resources are this host's: Docker does not look for them elsewhere.
    public var networkCapabilities: NetworkCapabilities { NetworkCapabilities(scope: .local) }
}
