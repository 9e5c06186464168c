// SPDX-License-Identifier: Apache-2.0

/// An address with a port: `192.0.2.1:80`, `[2001:db8::1]:80`.
public struct AddressPort: Hashable, Sendable {
    /// The address; 0.0.0.0 and :: mean every address of their family.
    public let address: IPAddress
    /// The port; 0 for any port.
    public let port: UInt16

    /// Creates an address with a port.
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

extension AddressPort: LosslessStringConvertible {
    /// Parses an address, in brackets for IPv6, and a port from 1 to 65,535.
    public init?(_ description: String) {
        guard let authority = Authority(description), let address = IPAddress(authority.host) else { return nil }
        self.init(address, port: authority.port)
    }

    /// The address, in brackets for IPv6, and the port.
    public var description: String { "\(Authority(host: "\(address)", port: port))" }
}
