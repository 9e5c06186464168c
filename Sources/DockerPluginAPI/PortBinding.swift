// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A port to publish (`-p`).
public struct PortBinding: Hashable, Sendable {
    /// The protocol (`Proto`).
    public var transport: TransportProtocol

    /// The container address (`IP`), if Docker sends one.
    public var containerAddress: IPAddress?

    /// The container port (`Port`), 1...65535.
    public var containerPort: UInt16

    /// The host address (`HostIP`); nil for all addresses.
    public var hostAddress: IPAddress?

    /// The range of host ports from which one is chosen (`HostPort`...`HostPortEnd`); nil leaves the choice to the driver.
    public var hostPorts: PortRange?

    /// Creates a binding of a container port to one of `hostPorts`.
    public init(
        transport: TransportProtocol,
        containerAddress: IPAddress? = nil,
        containerPort: UInt16,
        hostAddress: IPAddress? = nil,
        hostPorts: PortRange? = nil
    ) {
        self.transport = transport
        self.containerAddress = containerAddress
        self.containerPort = containerPort
        self.hostAddress = hostAddress
        self.hostPorts = hostPorts
    }
}
