// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A port to publish (`-p`).
public struct PortBinding: Hashable, Sendable {
    /// The protocol (`Proto`).
    public var transport: TransportProtocol

    /// The container's address (`IP`), where Docker names one.
    public var containerAddress: IPAddress?

    /// The container's port (`Port`), 1...65535.
    public var containerPort: UInt16

    /// The host's address on which to publish (`HostIP`); nil is all of them.
    public var hostAddress: IPAddress?

    /// The host's ports, of which one is to be taken (`HostPort`...`HostPortEnd`); nil leaves the choice to the driver.
    public var hostPorts: PortRange?

    /// A container's port, published on one of `hostPorts`.
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
