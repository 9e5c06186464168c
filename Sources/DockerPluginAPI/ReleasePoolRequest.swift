// SPDX-License-Identifier: Apache-2.0

/// A pool to give back: what `IpamDriver.ReleasePool` sends.
public struct ReleasePoolRequest: Hashable, Sendable {
    /// The driver's own name for the lease (`PoolID`).
    public var poolID: String

    /// A request to give back the lease `poolID`.
    public init(poolID: String) {
        self.poolID = poolID
    }
}
