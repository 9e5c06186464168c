// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The source or the destination of a path.
public enum TraceEnd: Hashable, Sendable {
    /// A container, by one of its endpoints, and optionally by only one of its addresses.
    case endpoint(Endpoint, on: Network, by: IPAddress? = nil)
    /// The host itself, by one address or all.
    case host(IPAddress?)
    /// A machine at an address that is neither a host address nor a container's; nil for any machine on the Internet.
    case outside(IPAddress?)

    /// Returns the address of a family that identifies the party; nil if there is none, or no particular one.
    func address(_ family: IPFamily) -> IPAddress? {
        switch self {
        case .endpoint(_, _, let address?): address.family == family ? address : nil
        case .endpoint(let endpoint, _, nil): endpoint.address(family)
        case .host(let address), .outside(let address): address?.family == family ? address : nil
        }
    }

    /// Returns a Boolean value that indicates whether the party can send or receive packets of a family.
    func speaks(_ family: IPFamily) -> Bool {
        switch self {
        case .host(nil), .outside(nil): true
        default: address(family) != nil
        }
    }
}

extension Endpoint {
    /// Returns the address of a family.
    func address(_ family: IPFamily) -> IPAddress? { (family == .v4 ? ipv4 : ipv6)?.address }
}

/// The destination port of a path.
public struct SoughtPort: Hashable, Sendable, CustomStringConvertible {
    /// The protocol.
    public let transport: TransportProtocol
    /// The port.
    public let port: UInt16

    /// Creates a port of a protocol.
    public init(_ port: UInt16, over transport: TransportProtocol) {
        self.transport = transport
        self.port = port
    }

    /// `80/tcp`.
    public var description: String { "\(port)/\(transport)" }
}
