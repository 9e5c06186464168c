// SPDX-License-Identifier: Apache-2.0

/// Ports to publish for an endpoint: what `NetworkDriver.ProgramExternalConnectivity` sends.
public struct ExternalConnectivityRequest: Hashable, Sendable {
    /// Docker's id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// Docker's id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    public var endpointID: String

    /// The ports to publish (`com.docker.network.portmap`), in no order.
    public var portMap: [PortBinding]

    /// The ports the container listens on (`com.docker.network.endpoint.exposedports`), in no order.
    public var exposedPorts: [ExposedPort]

    /// IPv6 clients must not be relayed to the container's IPv4 address, since another endpoint serves IPv6
    /// (`com.docker.network.driver.private.no_proxy_6to4`, engines from 28.0).
    public var forbidsIPv6Relay: Bool

    /// A request to publish the ports of the endpoint `endpointID`.
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
