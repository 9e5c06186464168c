// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The request of `IpamDriver.RequestPool`.
///
/// The request does not name the network.
public struct RequestPoolRequest: Hashable, Sendable {
    /// The address space (`AddressSpace`).
    public var addressSpace: String

    /// The family (`V6`).
    public var family: IPFamily

    /// The `--subnet` of the user (`Pool`); nil leaves the choice to the driver.
    public var pool: Prefix?

    /// The `--ip-range` of the user (`SubPool`), the range for the addresses of endpoints.
    public var subPool: Prefix?

    /// The `--ipam-opt` options of the user (`Options`).
    public var options: [String: String]

    /// Creates a request for a pool of `addressSpace`.
    public init(
        addressSpace: String,
        family: IPFamily,
        pool: Prefix? = nil,
        subPool: Prefix? = nil,
        options: [String: String] = [:]
    ) {
        self.addressSpace = addressSpace
        self.family = family
        self.pool = pool
        self.subPool = subPool
        self.options = options
    }
}
