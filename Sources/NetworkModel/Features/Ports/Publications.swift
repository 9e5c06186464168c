// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The ports of the host's that are published: each leads to one container.
public struct Publications: Equatable, Sendable {
    /// By the blocks of ports that they have a port in: what is at a port is one look away, however long runs are.
    private var byBlock: [Block: [Publication]] = [:]
    private var byEndpoint: [EndpointID: Set<Publication>] = [:]

    /// None.
    public init() {}

    /// All of them, runs as one, in no order.
    public var all: [Publication] { byEndpoint.values.flatMap(\.self) }

    /// How many ports of addresses are published.
    public var portCount: Int { byEndpoint.values.reduce(0) { $1.reduce($0) { $0 + $1.count } } }

    /// What leads from a port of the host's to a container.
    public subscript(port: HostPort) -> Publication? {
        publication(with: port)?.single(at: port.port)
    }

    /// The publication, a run perhaps, that has a port of the host's.
    public func publication(with port: HostPort) -> Publication? {
        byBlock[Block(port)]?.first { $0.host.address == port.address && $0.single(at: port.port) != nil }
    }

    /// What an endpoint publishes, runs as one, by port.
    public func of(_ endpoint: EndpointID) -> [Publication] {
        (byEndpoint[endpoint] ?? []).sorted { $0.host < $1.host }
    }

    /// Those beside which a port cannot be published.
    public func overlapping(_ port: HostPort) -> [Publication] {
        (byBlock[Block(port)] ?? []).filter { $0.overlaps(port) }.compactMap { $0.single(at: port.port) }
    }

    /// What withdrawing ports changes; those that their endpoint does not publish any more are withdrawn already.
    ///
    /// Of a run that has more ports, what is left is published anew.
    public func withdrawing(_ withdrawn: [Publication]) -> PortWithdrawal {
        var withdrawal = PortWithdrawal()
        // A copy is made only where a run is divided.
        var divided: Publications?
        for wanted in withdrawn {
            for publication in (divided ?? self).sharing(portsWith: wanted)
            where publication.endpoint == wanted.endpoint {
                guard let gone = publication.intersection(wanted), let left = publication.subtracting(wanted) else {
                    continue
                }
                withdrawal.publications.append(gone)
                withdrawal.changes.append(.withdraw(publication.host))
                withdrawal.changes += left.map { .publish($0) }
                guard !left.isEmpty || divided != nil else { continue }
                var rest = divided ?? self
                divided = nil
                rest.remove(publication.host)
                for part in left { rest.insert(part) }
                divided = rest
            }
        }
        return withdrawal
    }

    mutating func insert(_ publication: Publication) {
        for other in sharing(portsWith: publication) { remove(other.host) }
        for block in Block.all(of: publication) {
            // In order, so that what is equal has come in whatever order.
            let index = byBlock[block]?.firstIndex { publication.host < $0.host }
            byBlock[block, default: []].insert(publication, at: index ?? byBlock[block]?.count ?? 0)
        }
        byEndpoint[publication.endpoint, default: []].insert(publication)
    }

    /// Takes out the publication that begins with a port.
    mutating func remove(_ port: HostPort) {
        guard let publication = byBlock[Block(port)]?.first(where: { $0.host == port }) else { return }
        for block in Block.all(of: publication) {
            byBlock[block]?.removeAll { $0.host == port }
            if byBlock[block]?.isEmpty == true { byBlock[block] = nil }
        }
        byEndpoint[publication.endpoint]?.remove(publication)
        if byEndpoint[publication.endpoint]?.isEmpty == true { byEndpoint[publication.endpoint] = nil }
    }

    /// Those that have a port of the same address in common with another, by port.
    private func sharing(portsWith other: Publication) -> [Publication] {
        // One port, one publication: the usual case without a set.
        if other.count == 1 { return publication(with: other.host).map { [$0] } ?? [] }
        let blocks = Block.all(of: other).flatMap { byBlock[$0] ?? [] }
        return Set(blocks.filter { $0.subtracting(other) != nil }).sorted { $0.host < $1.host }
    }
}

/// 64 ports in a row of a protocol and a family, of whatever address.
private struct Block: Hashable {
    let transport: TransportProtocol
    let family: IPFamily
    let number: UInt16

    private static var portBits: UInt16 { 6 }

    init(_ port: HostPort) {
        self.init(port, of: port.port)
    }

    private init(_ port: HostPort, of number: UInt16) {
        self.transport = port.transport
        self.family = port.address.family
        self.number = number >> Self.portBits
    }

    /// The blocks that a publication has ports in.
    static func all(of publication: Publication) -> [Block] {
        let host = publication.host
        if publication.count == 1 { return [Block(host)] }
        let numbers = host.port >> portBits...publication.lastHostPort >> portBits
        return numbers.map { Block(host, of: $0 << portBits) }
    }
}

extension [Publication] {
    /// Those that belong together, since one request made them: of one endpoint, one container's port and one port of the host's.
    ///
    /// A publication for each port, in the order of the host's ports.
    public var groups: [[Publication]] {
        let groups = Dictionary(grouping: singles, by: Group.init).values.map { $0.sorted { $0.host < $1.host } }
        return groups.sorted { $0[0].host < $1[0].host }
    }
}

private struct Group: Hashable {
    let endpoint: EndpointID
    let transport: TransportProtocol
    let hostPort: UInt16
    let containerPort: UInt16

    init(_ publication: Publication) {
        self.endpoint = publication.endpoint
        self.transport = publication.host.transport
        self.hostPort = publication.host.port
        self.containerPort = publication.container.port
    }
}
