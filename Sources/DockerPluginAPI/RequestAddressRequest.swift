// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An address to lease: what `IpamDriver.RequestAddress` sends.
public struct RequestAddressRequest: Hashable, Sendable {
    /// The driver's own name for the pool's lease (`PoolID`).
    public var poolID: String

    /// The address the user asked for (`Address`); nil leaves the choice to the driver.
    public var address: IPAddress?

    /// Whether it is for the network's gateway (`RequestAddressType` is `com.docker.network.gateway`).
    public var isGateway: Bool

    /// The endpoint's hardware address (`com.docker.network.endpoint.macaddress`), if the driver requires it.
    public var mac: MACAddress?

    /// The container's name (`com.docker.network.endpoint.name`, engines from 29.0).
    public var endpointName: String?

    /// The other options (`Options`).
    public var options: [String: String]

    /// A request for an address of the pool `poolID`.
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
