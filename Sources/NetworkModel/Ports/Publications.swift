import Addressing

/// The ports of the host's that are published: each leads to one container.
public struct Publications: Equatable, Sendable {
    private var byPlace: [Place: [Publication]] = [:]
    private var byEndpoint: [EndpointID: Set<HostPort>] = [:]

    /// None.
    public init() {}

    /// All of them, in no order.
    public var all: [Publication] { byPlace.values.flatMap(\.self) }

    /// What leads from a port of the host's to a container.
    public subscript(port: HostPort) -> Publication? {
        at(port).first { $0.host == port }
    }

    /// What an endpoint publishes, by port.
    public func of(_ endpoint: EndpointID) -> [Publication] {
        (byEndpoint[endpoint] ?? []).sorted().compactMap { self[$0] }
    }

    /// Those beside which a port cannot be published.
    public func overlapping(_ port: HostPort) -> [Publication] {
        at(port).filter { $0.host.overlaps(port) }
    }

    mutating func insert(_ publication: Publication) {
        remove(publication.host)
        byPlace[Place(publication.host), default: []].append(publication)
        byEndpoint[publication.endpoint, default: []].insert(publication.host)
    }

    mutating func remove(_ port: HostPort) {
        let place = Place(port)
        guard let index = byPlace[place]?.firstIndex(where: { $0.host == port }),
            let publication = byPlace[place]?.remove(at: index)
        else { return }
        if byPlace[place]?.isEmpty == true { byPlace[place] = nil }
        byEndpoint[publication.endpoint]?.remove(port)
        if byEndpoint[publication.endpoint]?.isEmpty == true { byEndpoint[publication.endpoint] = nil }
    }

    private func at(_ port: HostPort) -> [Publication] { byPlace[Place(port)] ?? [] }
}

/// What ports have in common beside which another cannot be published, but for their addresses.
private struct Place: Hashable {
    let transport: TransportProtocol
    let port: UInt16

    init(_ port: HostPort) {
        self.transport = port.transport
        self.port = port.port
    }
}

extension [Publication] {
    /// Those that belong together, since one request made them: of one endpoint, one container's port and one port of the host's.
    ///
    /// In the order of the host's ports.
    public var groups: [[Publication]] {
        let groups = Dictionary(grouping: self, by: Group.init).values.map { $0.sorted { $0.host < $1.host } }
        return groups.sorted { $0[0].host < $1[0].host }
    }
}

private struct Group: Hashable {
    let endpoint: EndpointID
    let place: Place
    let containerPort: UInt16

    init(_ publication: Publication) {
        self.endpoint = publication.endpoint
        self.place = Place(publication.host)
        self.containerPort = publication.container.port
    }
}
