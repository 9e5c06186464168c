// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A host port of one protocol and address, as reserved by a publication.
public struct HostPort: Hashable, Sendable {
    /// The protocol.
    public let transport: TransportProtocol
    /// The host address; 0.0.0.0 and :: mean every address of their family.
    public let address: IPAddress
    /// The port, at least 1.
    public let port: UInt16

    /// Creates a port of an address.
    public init(_ transport: TransportProtocol, _ address: IPAddress, _ port: UInt16) {
        self.transport = transport
        self.address = address
        self.port = port
    }

    /// Returns a Boolean value that indicates whether two ports exclude each other.
    ///
    /// Such ports have the same protocol and port, and the same address, or one address is every address of its family.
    public func overlaps(_ other: HostPort) -> Bool {
        guard transport == other.transport, port == other.port, address.family == other.address.family else {
            return false
        }
        return address == other.address || address.isUnspecified || other.address.isUnspecified
    }
}

extension HostPort: Comparable {
    /// Orders by port, then protocol, then address.
    public static func < (left: Self, right: Self) -> Bool {
        (left.port, left.transport, left.address) < (right.port, right.transport, right.address)
    }
}

extension HostPort: CustomStringConvertible {
    /// `192.0.2.1:80/tcp`, `[::]:53/udp`.
    public var description: String { "\(AddressPort(address, port: port))/\(transport)" }
}
