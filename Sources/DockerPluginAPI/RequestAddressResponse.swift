// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A leased address: the answer to `IpamDriver.RequestAddress`.
public struct RequestAddressResponse: Hashable, Sendable {
    /// The address, with the prefix length that the interface gets (`Address`).
    public var address: InterfaceAddress

    /// More for Docker to keep (`Data`).
    public var data: [String: String]

    /// The lease of `address`.
    public init(address: InterfaceAddress, data: [String: String] = [:]) {
        self.address = address
        self.data = data
    }
}
