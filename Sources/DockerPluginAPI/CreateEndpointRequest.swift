// SPDX-License-Identifier: Apache-2.0

/// The request of `NetworkDriver.CreateEndpoint`.
public struct CreateEndpointRequest: Hashable, Sendable {
    /// The id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// The id of the endpoint, 64 hexadecimal digits (`EndpointID`).
    public var endpointID: String

    /// The addresses that Docker has already chosen (`Interface`).
    public var interface: EndpointInterface

    /// The ports to publish (`com.docker.network.portmap`), unordered.
    ///
    /// Empty on internal networks.
    public var portMap: [PortBinding]

    /// The ports on which the container listens (`com.docker.network.endpoint.exposedports`), unordered.
    public var exposedPorts: [ExposedPort]

    /// The requested interface name in the container (`com.docker.network.endpoint.ifname`), as the user wrote it.
    public var interfaceName: String?

    /// The DNS servers of the user (`com.docker.network.endpoint.dnsservers`).
    public var dnsServers: [String]

    /// The sysctls of the interface (`com.docker.network.endpoint.sysctls`).
    ///
    /// Docker sets them itself.
    public var sysctls: String?

    /// The other `--driver-opt` options of the user.
    public var options: [String: String]

    /// Creates a request for the endpoint `endpointID` on the network `networkID`.
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
