// SPDX-License-Identifier: Apache-2.0

/// A container to connect to an endpoint: what `NetworkDriver.Join` sends.
public struct JoinRequest: Hashable, Sendable {
    /// Docker's id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// Docker's id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    public var endpointID: String

    /// The path of the container's network namespace (`SandboxKey`).
    ///
    /// Before engine 28.0 it need not exist yet.
    public var sandboxKey: String

    /// The ports to publish (`com.docker.network.portmap`), in no order; also on internal networks.
    public var portMap: [PortBinding]

    /// The ports the container listens on (`com.docker.network.endpoint.exposedports`), in no order.
    public var exposedPorts: [ExposedPort]

    /// A request to connect the endpoint `endpointID` to the sandbox `sandboxKey`.
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
