// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A leased pool: the answer to `IpamDriver.RequestPool`.
public struct RequestPoolResponse: Hashable, Sendable {
    /// The driver's own name for the lease (`PoolID`), which Docker keeps as long as the network lives.
    public var poolID: String

    /// The subnet (`Pool`).
    public var pool: Prefix

    /// The gateway (`com.docker.network.gateway` in `Data`).
    ///
    /// Docker then requests none unless the user named one, and yet releases it when the network goes.
    public var gateway: InterfaceAddress?

    /// More for Docker to keep (the rest of `Data`).
    public var data: [String: String]

    /// The lease `poolID` of `pool`.
    public init(poolID: String, pool: Prefix, gateway: InterfaceAddress? = nil, data: [String: String] = [:]) {
        self.poolID = poolID
        self.pool = pool
        self.gateway = gateway
        self.data = data
    }
}
