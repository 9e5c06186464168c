// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// One end of a question: who talks, or who is talked to.
public enum Party: Hashable, Sendable {
    /// A container, by one of its endpoints, and by one of its addresses if only that is meant.
    case endpoint(Endpoint, on: Network, by: IPAddress? = nil)
    /// The host itself, by one of its addresses or whichever it has.
    case host(IPAddress?)
    /// Whoever has an address that is neither the host's nor a container's.
    case outside(IPAddress)

    /// The address of a family that it is known by; nil where it has none, or no particular one.
    func address(_ family: IPFamily) -> IPAddress? {
        switch self {
        case .endpoint(_, _, let address?): address.family == family ? address : nil
        case .endpoint(let endpoint, _, nil): endpoint.address(family)
        case .host(let address): address?.family == family ? address : nil
        case .outside(let address): address.family == family ? address : nil
        }
    }

    /// Whether packets of a family can be to it or from it.
    func speaks(_ family: IPFamily) -> Bool {
        if case .host(nil) = self { true } else { address(family) != nil }
    }
}

extension Endpoint {
    /// Its address of a family.
    func address(_ family: IPFamily) -> IPAddress? { (family == .v4 ? ipv4 : ipv6)?.address }
}

/// A port that is asked for.
public struct SoughtPort: Hashable, Sendable, CustomStringConvertible {
    /// The protocol.
    public let transport: TransportProtocol
    /// The port.
    public let port: UInt16

    /// A port of a protocol.
    public init(_ port: UInt16, over transport: TransportProtocol) {
        self.transport = transport
        self.port = port
    }

    /// `80/tcp`.
    public var description: String { "\(port)/\(transport)" }
}
