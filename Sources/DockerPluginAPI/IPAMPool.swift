// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A pool of addresses as it was leased for a network (`IPAMData`).
public struct IPAMPool: Hashable, Sendable {
    /// The address space it was leased from (`AddressSpace`).
    public var addressSpace: String

    /// The subnet (`Pool`); `0.0.0.0/0` or `::/0` with Docker's null IPAM driver.
    public var pool: Prefix

    /// The gateway (`Gateway`), if one was allocated.
    public var gateway: InterfaceAddress?

    /// Addresses that the user set aside, by their names (`AuxAddresses`).
    public var auxiliary: [String: InterfaceAddress]

    /// A pool with its gateway and auxiliary addresses.
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
