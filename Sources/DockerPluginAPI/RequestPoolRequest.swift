// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A pool to lease: what `IpamDriver.RequestPool` sends.
///
/// Docker does not tell for which network.
public struct RequestPoolRequest: Hashable, Sendable {
    /// The address space (`AddressSpace`).
    public var addressSpace: String

    /// The family (`V6`).
    public var family: IPFamily

    /// The user's `--subnet` (`Pool`); nil leaves the choice to the driver.
    public var pool: Prefix?

    /// The user's `--ip-range` (`SubPool`), from which endpoints get their addresses.
    public var subPool: Prefix?

    /// The user's `--ipam-opt` options (`Options`).
    public var options: [String: String]

    /// A request for a pool of `addressSpace`.
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
