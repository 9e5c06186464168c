// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// One end of a socket: an address and a port.
public struct SocketEnd: Hashable, Sendable {
    /// The address; unspecified for every address (`idiag_src`, `idiag_dst`).
    public var address: IPAddress
    /// The port; 0 for none (`idiag_sport`, `idiag_dport`).
    public var port: UInt16

    /// An address and a port.
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}
