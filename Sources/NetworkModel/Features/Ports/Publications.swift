// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The published host ports: each leads to one container.
public struct Publications: Equatable, Sendable {
    /// The publications by the blocks of their ports: finding a port takes one lookup, however long the runs.
    private var byBlock: [Block: [Publication]] = [:]
    private var byEndpoint: [EndpointID: Set<Publication>] = [:]

    /// Creates an empty collection.
    public init() {}

    /// All publications, with runs, in no order.
    public var all: [Publication] { byEndpoint.values.flatMap(\.self) }

    /// The number of published ports, counted for each address.
    public var portCount: Int { byEndpoint.values.reduce(0) { $1.reduce($0) { $0 + $1.count } } }

    /// Returns the publication of a single host port.
    public subscript(port: HostPort) -> Publication? {
        publication(with: port)?.single(at: port.port)
    }

    /// Returns the publication that contains a host port, alone or in a run.
    public func publication(with port: HostPort) -> Publication? {
        byBlock[Block(port)]?.first { $0.host.address == port.address && $0.single(at: port.port) != nil }
    }

    /// Returns the publications of an endpoint, with runs, by port.
    public func of(_ endpoint: EndpointID) -> [Publication] {
        (byEndpoint[endpoint] ?? []).sorted { $0.host < $1.host }
    }

    /// Returns the publications that exclude a port.
    public func overlapping(_ port: HostPort) -> [Publication] {
        (byBlock[Block(port)] ?? []).filter { $0.overlaps(port) }.compactMap { $0.single(at: port.port) }
    }

    /// Returns the changes of a withdrawal of ports; ignores ports that their endpoint no longer publishes.
    ///
    /// The rest of a divided run is published anew.
    public func withdrawing(_ withdrawn: [Publication]) -> PortWithdrawal {
        var withdrawal = PortWithdrawal()
        // A copy is made only if a run is divided.
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
            // Sorted, so that equal contents compare equal whatever the order of insertion.
            let index = byBlock[block]?.firstIndex { publication.host < $0.host }
            byBlock[block, default: []].insert(publication, at: index ?? byBlock[block]?.count ?? 0)
        }
        byEndpoint[publication.endpoint, default: []].insert(publication)
    }

    /// Removes the publication that begins with a port.
    mutating func remove(_ port: HostPort) {
        guard let publication = byBlock[Block(port)]?.first(where: { $0.host == port }) else { return }
        for block in Block.all(of: publication) {
            byBlock[block]?.removeAll { $0.host == port }
            if byBlock[block]?.isEmpty == true { byBlock[block] = nil }
        }
        byEndpoint[publication.endpoint]?.remove(publication)
        if byEndpoint[publication.endpoint]?.isEmpty == true { byEndpoint[publication.endpoint] = nil }
    }

    /// Returns the publications that share a port of the same address with another, by port.
    private func sharing(portsWith other: Publication) -> [Publication] {
        // A single port has one publication: the usual case without a set.
        if other.count == 1 { return publication(with: other.host).map { [$0] } ?? [] }
        let blocks = Block.all(of: other).flatMap { byBlock[$0] ?? [] }
        return Set(blocks.filter { $0.subtracting(other) != nil }).sorted { $0.host < $1.host }
    }
}

/// 64 consecutive ports of a protocol and a family, of any address.
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

    /// Returns the blocks of a publication's ports.
    static func all(of publication: Publication) -> [Block] {
        let host = publication.host
        if publication.count == 1 { return [Block(host)] }
        let numbers = host.port >> portBits...publication.lastHostPort >> portBits
        return numbers.map { Block(host, of: $0 << portBits) }
    }
}

extension [Publication] {
    /// The publications, grouped by request: one endpoint, one container port and one host port.
    ///
    /// Each group has a publication for each port, in the order of host ports.
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
