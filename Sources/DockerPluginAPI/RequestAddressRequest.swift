// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The request of `IpamDriver.RequestAddress`.
public struct RequestAddressRequest: Hashable, Sendable {
    /// The id of the pool's lease, chosen by the driver (`PoolID`).
    public var poolID: String

    /// The requested address (`Address`); nil leaves the choice to the driver.
    public var address: IPAddress?

    /// A Boolean value that indicates whether the address is for the gateway (`RequestAddressType` is `com.docker.network.gateway`).
    public var isGateway: Bool

    /// The MAC address of the endpoint (`com.docker.network.endpoint.macaddress`), if the driver requires it.
    public var mac: MACAddress?

    /// The name of the container (`com.docker.network.endpoint.name`, engines from 29.0 on).
    public var endpointName: String?

    /// The other options (`Options`).
    public var options: [String: String]

    /// Creates a request for an address of the pool `poolID`.
    public init(
        poolID: String,
        address: IPAddress? = nil,
        isGateway: Bool = false,
        mac: MACAddress? = nil,
        endpointName: String? = nil,
        options: [String: String] = [:]
    ) {
        self.poolID = poolID
        self.address = address
        self.isGateway = isGateway
        self.mac = mac
        self.endpointName = endpointName
        self.options = options
    }
}
