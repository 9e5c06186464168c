// SPDX-License-Identifier: Apache-2.0

/// The request of `NetworkDriver.ProgramExternalConnectivity`: ports to publish for an endpoint.
public struct ExternalConnectivityRequest: Hashable, Sendable {
    /// The id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// The id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    public var endpointID: String

    /// The ports to publish (`com.docker.network.portmap`), unordered.
    public var portMap: [PortBinding]

    /// The ports on which the container listens (`com.docker.network.endpoint.exposedports`), unordered.
    public var exposedPorts: [ExposedPort]

    /// A Boolean value that forbids the relay of IPv6 clients to the container's IPv4 address, since another endpoint serves IPv6
    /// (`com.docker.network.driver.private.no_proxy_6to4`, engines from 28.0 on).
    public var forbidsIPv6Relay: Bool

    /// Creates a request to publish ports of the endpoint `endpointID`.
    public init(
        networkID: String,
        endpointID: String,
        portMap: [PortBinding] = [],
        exposedPorts: [ExposedPort] = [],
        forbidsIPv6Relay: Bool = false
    ) {
        self.networkID = networkID
        self.endpointID = endpointID
        self.portMap = portMap
        self.exposedPorts = exposedPorts
        self.forbidsIPv6Relay = forbidsIPv6Relay
    }
}
