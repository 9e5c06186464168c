// SPDX-License-Identifier: Apache-2.0

/// An endpoint to add to a network: what `NetworkDriver.CreateEndpoint` sends.
public struct CreateEndpointRequest: Hashable, Sendable {
    /// Docker's id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// Docker's id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    public var endpointID: String

    /// The addresses that are decided already (`Interface`).
    public var interface: EndpointInterface

    /// The ports to publish (`com.docker.network.portmap`), in no order.
    ///
    /// Empty on internal networks.
    public var portMap: [PortBinding]

    /// The ports the container listens on (`com.docker.network.endpoint.exposedports`), in no order.
    public var exposedPorts: [ExposedPort]

    /// The name the user wants inside the container (`com.docker.network.endpoint.ifname`), as it was typed.
    public var interfaceName: String?

    /// The user's DNS servers (`com.docker.network.endpoint.dnsservers`).
    public var dnsServers: [String]

    /// The interface's sysctls (`com.docker.network.endpoint.sysctls`).
    ///
    /// Docker sets them itself.
    public var sysctls: String?

    /// The user's other `--driver-opt` options.
    public var options: [String: String]

    /// A request to add the endpoint `endpointID` to the network `networkID`.
    public init(
        networkID: String,
        endpointID: String,
        interface: EndpointInterface = EndpointInterface(),
        portMap: [PortBinding] = [],
        exposedPorts: [ExposedPort] = [],
        interfaceName: String? = nil,
        dnsServers: [String] = [],
        sysctls: String? = nil,
        options: [String: String] = [:]
    ) {
        self.networkID = networkID
        self.endpointID = endpointID
        self.interface = interface
        self.portMap = portMap
        self.exposedPorts = exposedPorts
        self.interfaceName = interfaceName
        self.dnsServers = dnsServers
        self.sysctls = sysctls
        self.options = options
    }
}
