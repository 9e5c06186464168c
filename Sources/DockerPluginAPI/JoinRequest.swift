// SPDX-License-Identifier: Apache-2.0

/// The request of `NetworkDriver.Join`: a container to connect to an endpoint.
public struct JoinRequest: Hashable, Sendable {
    /// The id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// The id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    public var endpointID: String

    /// The path of the container's network namespace (`SandboxKey`).
    ///
    /// Before engine 28.0, the path may not exist yet.
    public var sandboxKey: String

    /// The ports to publish (`com.docker.network.portmap`), unordered; also on internal networks.
    public var portMap: [PortBinding]

    /// The ports on which the container listens (`com.docker.network.endpoint.exposedports`), unordered.
    public var exposedPorts: [ExposedPort]

    /// Creates a request to connect the endpoint `endpointID` to the sandbox `sandboxKey`.
    public init(
        networkID: String,
        endpointID: String,
        sandboxKey: String,
        portMap: [PortBinding] = [],
        exposedPorts: [ExposedPort] = []
    ) {
        self.networkID = networkID
        self.endpointID = endpointID
        self.sandboxKey = sandboxKey
        self.portMap = portMap
        self.exposedPorts = exposedPorts
    }
}
