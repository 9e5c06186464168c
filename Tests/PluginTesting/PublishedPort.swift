// SPDX-License-Identifier: Apache-2.0

/// A port in Docker's request to a plugin.
public struct PublishedPort: Sendable {
    /// The container port.
    public let container: Int
    /// The host port; 0 leaves the choice to the plugin.
    public let host: Int
    /// The protocol number: 6 TCP, 17 UDP, 132 SCTP.
    public let transport: Int
    /// The host address; empty leaves the choice to the network.
    public let address: String

    /// Creates the port of `docker run -p ADDRESS:HOST:CONTAINER`.
    public init(_ container: Int, host: Int = 0, transport: Int = 6, address: String = "") {
        self.container = container
        self.host = host
        self.transport = transport
        self.address = address
    }

    var exposed: String { #"{"Proto":\#(transport),"Port":\#(container)}"# }

    var binding: String {
        #"{"Proto":\#(transport),"IP":"","Port":\#(container),"HostIP":"\#(address)","HostPort":\#(host),"HostPortEnd":\#(host)}"#
    }
}
