// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A host port that leads to a container port (`docker run -p`), or a run of such ports.
///
/// The ports of a run are consecutive, and lead to consecutive ports of one container address: the first to the first, and so on. A run is
/// one record, and one firewall element if possible.
public struct Publication: Hashable, Sendable {
    /// The host port that clients connect to; of a run, the first one.
    public let host: HostPort
    /// The container port, of the same protocol; of a run, the first one.
    public let container: AddressPort
    /// The endpoint of the container.
    public let endpoint: EndpointID
    /// The number of ports, at least 1; neither side exceeds port 65,535.
    public let count: Int

    /// Creates a publication of one port, or of a run of ports.
    public init(_ host: HostPort, to container: AddressPort, of endpoint: EndpointID, count: Int = 1) {
        precondition(
            count >= 1 && Int(host.port) + count <= 65_536 && Int(container.port) + count <= 65_536,
            "the last port of a range is 65,535"
        )
        self.host = host
        self.container = container
        self.endpoint = endpoint
        self.count = count
    }

    /// A Boolean value that indicates whether the firewall translates packets to the port; otherwise mdnp relays them.
    public var isTranslated: Bool { container.isTranslated(from: host.address) }
}

extension Publication {
    /// The minimum length of a run: a few ports cost no more one by one.
    public static var shortestRun: Int { 16 }

    /// The last host port.
    public var lastHostPort: UInt16 { host.port + UInt16(count - 1) }

    /// The last container port.
    public var lastContainerPort: UInt16 { container.port + UInt16(count - 1) }

    /// A publication for each port.
    public var singles: [Publication] { (0..<count).map { part(from: $0, count: 1) } }

    /// The host ports, one by one.
    public var hostPorts: [HostPort] {
        count == 1 ? [host] : (host.port...lastHostPort).map { HostPort(host.transport, host.address, $0) }
    }

    /// Returns the publication of one of the host ports; nil for any other port.
    public func single(at port: UInt16) -> Publication? {
        host.port <= port && port <= lastHostPort ? part(from: Int(port - host.port), count: 1) : nil
    }

    /// Returns the publication that leads to one of the container ports; nil for any other port.
    func single(leadingTo port: UInt16) -> Publication? {
        container.port <= port && port <= lastContainerPort
            ? part(from: Int(port - container.port), count: 1) : nil
    }

    /// Returns a Boolean value that indicates whether one of the ports and another exclude each other.
    func overlaps(_ port: HostPort) -> Bool { single(at: port.port)?.host.overlaps(port) ?? false }

    /// Returns the rest without the ports of another publication at the same address; nil if they have no port in common.
    func subtracting(_ other: Publication) -> [Publication]? {
        guard host.transport == other.host.transport, host.address == other.host.address,
            host.port <= other.lastHostPort, other.host.port <= lastHostPort
        else { return nil }
        var left: [Publication] = []
        if host.port < other.host.port { left.append(part(from: 0, count: Int(other.host.port - host.port))) }
        if other.lastHostPort < lastHostPort {
            let first = Int(other.lastHostPort - host.port) + 1
            left.append(part(from: first, count: count - first))
        }
        return left
    }

    /// Returns the ports in common with another publication at the same address; nil if there are none.
    func intersection(_ other: Publication) -> Publication? {
        guard host.transport == other.host.transport, host.address == other.host.address else { return nil }
        let first = max(host.port, other.host.port)
        let last = min(lastHostPort, other.lastHostPort)
        return first <= last ? part(from: Int(first - host.port), count: Int(last - first) + 1) : nil
    }

    /// Returns a part of the ports.
    private func part(from offset: Int, count: Int) -> Publication {
        Publication(
            HostPort(host.transport, host.address, host.port + UInt16(offset)),
            to: AddressPort(container.address, port: container.port + UInt16(offset)),
            of: endpoint,
            count: count
        )
    }

    /// Returns a Boolean value that indicates whether another publication continues this one on both sides.
    fileprivate func isFollowed(by other: Publication) -> Bool {
        endpoint == other.endpoint && container.address == other.container.address
            && host.transport == other.host.transport && host.address == other.host.address
            && Int(lastHostPort) + 1 == Int(other.host.port)
            && Int(lastContainerPort) + 1 == Int(other.container.port)
    }
}

extension [Publication] {
    /// The number of ports.
    public var portCount: Int { reduce(0) { $0 + $1.count } }

    /// A publication for each port.
    public var singles: [Publication] { allSatisfy { $0.count == 1 } ? self : flatMap(\.singles) }

    /// The host ports, one by one.
    public var hostPorts: [HostPort] { flatMap(\.hostPorts) }

    /// The same ports in the fewest publications, in the order of host ports.
    ///
    /// Consecutive ports are a run if there are enough (``Publication/shortestRun``).
    public var runs: [Publication] {
        let sorted = sorted { left, right in
            (left.host.transport, left.host.address, left.host.port) < (
                right.host.transport, right.host.address, right.host.port
            )
        }
        var runs: [Publication] = []
        var start = 0
        for index in sorted.indices {
            guard index + 1 == sorted.count || !sorted[index].isFollowed(by: sorted[index + 1]) else { continue }
            let row = Array(sorted[start...index])
            let count = row.portCount
            runs +=
                count < Publication.shortestRun
                ? row : [Publication(row[0].host, to: row[0].container, of: row[0].endpoint, count: count)]
            start = index + 1
        }
        return runs.sorted { $0.host < $1.host }
    }
}
