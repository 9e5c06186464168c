// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A leased pool of a network (`IPAMData`).
public struct IPAMPool: Hashable, Sendable {
    /// The address space of the lease (`AddressSpace`).
    public var addressSpace: String

    /// The subnet (`Pool`); `0.0.0.0/0` or `::/0` with Docker's null IPAM driver.
    public var pool: Prefix

    /// The gateway (`Gateway`), if one was allocated.
    public var gateway: InterfaceAddress?

    /// The auxiliary addresses that the user reserved, by name (`AuxAddresses`).
    public var auxiliary: [String: InterfaceAddress]

    /// Creates a pool with its gateway and auxiliary addresses.
    public init(
        addressSpace: String,
        pool: Prefix,
        gateway: InterfaceAddress? = nil,
        auxiliary: [String: InterfaceAddress] = [:]
    ) {
        self.addressSpace = addressSpace
        self.pool = pool
        self.gateway = gateway
        self.auxiliary = auxiliary
    }
}
