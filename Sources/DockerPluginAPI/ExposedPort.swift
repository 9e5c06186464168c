// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A port on which a container listens (`EXPOSE`, `--expose`).
public struct ExposedPort: Hashable, Sendable {
    /// The protocol (`Proto`).
    public var transport: TransportProtocol

    /// The port (`Port`), 1...65535.
    public var port: UInt16

    /// Creates an exposed port.
    public init(transport: TransportProtocol, port: UInt16) {
        self.transport = transport
        self.port = port
    }
}
