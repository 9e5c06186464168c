// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The response to `IpamDriver.RequestPool`: a leased pool.
public struct RequestPoolResponse: Hashable, Sendable {
    /// The id of the lease, chosen by the driver (`PoolID`); Docker stores it for the lifetime of the network.
    public var poolID: String

    /// The subnet (`Pool`).
    public var pool: Prefix

    /// The gateway (`com.docker.network.gateway` in `Data`).
    ///
    /// With a gateway in the response, Docker requests one only if the user named one. Docker still releases the gateway with the network.
    public var gateway: InterfaceAddress?

    /// Further data for Docker to store (the rest of `Data`).
    public var data: [String: String]

    /// Creates a response with the lease `poolID` of `pool`.
    public init(poolID: String, pool: Prefix, gateway: InterfaceAddress? = nil, data: [String: String] = [:]) {
        self.poolID = poolID
        self.pool = pool
        self.gateway = gateway
        self.data = data
    }
}
