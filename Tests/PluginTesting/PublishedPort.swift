// SPDX-License-Identifier: Apache-2.0

/// A port as Docker asks a plugin to publish it.
public struct PublishedPort: Sendable {
    /// The port of the container.
    public let container: Int
    /// The port of the host; 0 leaves the choice to the plugin.
    public let host: Int
    /// The number of the protocol: 6 TCP, 17 UDP, 132 SCTP.
    public let transport: Int
    /// The address of the host; empty leaves it to the network.
    public let address: String

    /// What `docker run -p ADDRESS:HOST:CONTAINER` asks for.
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
