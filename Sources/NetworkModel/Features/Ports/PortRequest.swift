// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A port of a container that is to be published, as the user asked for it (`-p`).
public struct PortRequest: Hashable, Sendable {
    /// The protocol.
    public let transport: TransportProtocol
    /// The container's port.
    public let containerPort: UInt16
    /// The host's address; nil leaves it to the options of the endpoint and its network.
    public let hostAddress: IPAddress?
    /// The host's ports of which one is to be taken; nil leaves the choice to mdnp.
    public let hostPorts: PortRange?

    /// A request.
    public init(
        _ transport: TransportProtocol,
        _ containerPort: UInt16,
        hostAddress: IPAddress? = nil,
        hostPorts: PortRange? = nil
    ) {
        self.transport = transport
        self.containerPort = containerPort
        self.hostAddress = hostAddress
        self.hostPorts = hostPorts
    }

    /// Whether what is published answers it, or its part.
    func isAnswered(by publication: Publication) -> Bool {
        publication.host.transport == transport && publication.container.port == containerPort
            && hostPorts?.contains(publication.host.port) ?? true
            && (hostAddress ?? publication.host.address) == publication.host.address
    }
}

extension PortRequest: Comparable {
    /// Those that leave less choice come first, so that nobody takes from them the one port that they can have; then by port.
    public static func < (left: Self, right: Self) -> Bool {
        (left.choices, left.containerPort, left.transport, left.firstPort, left.addresses)
            < (right.choices, right.containerPort, right.transport, right.firstPort, right.addresses)
    }

    private var choices: Int { hostPorts?.count ?? .max }
    private var addresses: Int { hostAddress == nil ? 2 : 1 }
    private var firstPort: UInt16 { hostPorts?.first ?? 0 }
}

extension PortRequest: CustomStringConvertible {
    /// `80/tcp`, as `docker port` names it.
    public var description: String { "\(containerPort)/\(transport)" }
}
