// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Where metrics are asked for: an address of the host's and a TCP port.
public struct MetricsAddress: Hashable, Sendable {
    /// The host's address; 0.0.0.0 and :: mean every address of their family.
    public let address: IPAddress
    /// The port, at least 1.
    public let port: UInt16

    /// Where nobody says otherwise: only programs of the host itself can ask.
    public static let standard = Self(address: .v4(IPv4Address(rawValue: 0x7F00_0001)), port: 9477)
}

extension MetricsAddress: LosslessStringConvertible {
    /// Reads `127.0.0.1:9477` or `[::1]:9477`.
    public init?(_ description: String) {
        guard let colon = description.lastIndex(of: ":") else { return nil }
        let host = description[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard let address = IPAddress(String(isBracketed ? host.dropFirst().dropLast() : host)),
            isBracketed == (address.family == .v6),
            let port = PortRange(String(description[description.index(after: colon)...])), port.count == 1
        else { return nil }
        self.init(address: address, port: port.first)
    }

    /// The address, in brackets if it is of IPv6, and the port.
    public var description: String {
        address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
