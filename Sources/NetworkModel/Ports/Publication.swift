import Addressing

/// A port of the host's that leads to a port of a container (`docker run -p`).
public struct Publication: Hashable, Sendable {
    /// Where clients come to.
    public let host: HostPort
    /// Where they are led, in the same protocol.
    public let container: ContainerPort
    /// Whose container it is.
    public let endpoint: EndpointID

    /// A publication.
    public init(_ host: HostPort, to container: ContainerPort, of endpoint: EndpointID) {
        self.host = host
        self.container = container
        self.endpoint = endpoint
    }

    /// Whether the firewall leads packets there; if not, mdnp itself hands over what comes to the port.
    public var isTranslated: Bool { container.isTranslated(from: host.address) }
}
