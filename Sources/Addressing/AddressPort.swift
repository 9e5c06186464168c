// SPDX-License-Identifier: Apache-2.0

/// A port of an address: `192.0.2.1:80`, `[2001:db8::1]:80`.
public struct AddressPort: Hashable, Sendable {
    /// The address; 0.0.0.0 and :: mean every address of their family.
    public let address: IPAddress
    /// The port; 0 where only the address counts.
    public let port: UInt16

    /// A port of an address.
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

extension AddressPort: LosslessStringConvertible {
    /// Reads an address, in brackets if it is of IPv6, and a port of 1 to 65,535.
    public init?(_ description: String) {
        guard let authority = Authority(description), let address = IPAddress(authority.host) else { return nil }
        self.init(address, port: authority.port)
    }

    /// The address, in brackets if it is of IPv6, and the port.
    public var description: String { "\(Authority(host: "\(address)", port: port))" }
}
