// SPDX-License-Identifier: Apache-2.0

/// The request of `IpamDriver.ReleasePool`.
public struct ReleasePoolRequest: Hashable, Sendable {
    /// The id of the lease, chosen by the driver (`PoolID`).
    public var poolID: String

    /// Creates a request to release the lease `poolID`.
    public init(poolID: String) {
        self.poolID = poolID
    }
}
