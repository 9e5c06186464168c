// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The response to `IpamDriver.RequestAddress`: a leased address.
public struct RequestAddressResponse: Hashable, Sendable {
    /// The address, with the prefix length for the interface (`Address`).
    public var address: InterfaceAddress

    /// Further data for Docker to store (`Data`).
    public var data: [String: String]

    /// Creates a response with the leased `address`.
    public init(address: InterfaceAddress, data: [String: String] = [:]) {
        self.address = address
        self.data = data
    }
}
