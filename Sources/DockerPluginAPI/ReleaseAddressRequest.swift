// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An address to give back: what `IpamDriver.ReleaseAddress` sends.
public struct ReleaseAddressRequest: Hashable, Sendable {
    /// The driver's own name for the pool's lease (`PoolID`).
    public var poolID: String

    /// The address (`Address`).
    public var address: IPAddress

    /// A request to give back `address` to the pool `poolID`.
    public init(poolID: String, address: IPAddress) {
        self.poolID = poolID
        self.address = address
    }
}
