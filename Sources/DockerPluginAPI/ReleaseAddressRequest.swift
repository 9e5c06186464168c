// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The request of `IpamDriver.ReleaseAddress`.
public struct ReleaseAddressRequest: Hashable, Sendable {
    /// The id of the pool's lease, chosen by the driver (`PoolID`).
    public var poolID: String

    /// The address (`Address`).
    public var address: IPAddress

    /// Creates a request to release `address` of the pool `poolID`.
    public init(poolID: String, address: IPAddress) {
        self.poolID = poolID
        self.address = address
    }
}
