// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A request of the user to publish a container port (`-p`).
public struct PortRequest: Hashable, Sendable {
    /// The protocol.
    public let transport: TransportProtocol
    /// The container port.
    public let containerPort: UInt16
    /// The host address; nil for the addresses in the options of the endpoint and its network.
    public let hostAddress: IPAddress?
    /// The host ports to choose one from; nil leaves the choice to mdnp.
    public let hostPorts: PortRange?

    /// Creates a request.
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

    /// Returns a Boolean value that indicates whether a publication meets the request, or a part of it.
    func isAnswered(by publication: Publication) -> Bool {
        publication.host.transport == transport && publication.container.port == containerPort
            && hostPorts?.contains(publication.host.port) ?? true
            && (hostAddress ?? publication.host.address) == publication.host.address
    }
}

extension PortRequest: Comparable {
    /// Orders requests with fewer possible ports first, so that others do not take their only port; then by port.
    public static func < (left: Self, right: Self) -> Bool {
        (left.choices, left.containerPort, left.transport, left.firstPort, left.addresses)
            < (right.choices, right.containerPort, right.transport, right.firstPort, right.addresses)
    }

    private var choices: Int { hostPorts?.count ?? .max }
    private var addresses: Int { hostAddress == nil ? 2 : 1 }
    private var firstPort: UInt16 { hostPorts?.first ?? 0 }
}

extension PortRequest: CustomStringConvertible {
    /// `80/tcp`, as in `docker port`.
    public var description: String { "\(containerPort)/\(transport)" }
}
