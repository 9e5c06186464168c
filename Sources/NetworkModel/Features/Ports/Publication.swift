// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A port of the host's that leads to a port of a container (`docker run -p`), or a run of such ports.
///
/// The ports of a run are consecutive, and lead to consecutive ports of one container's address: the first to the first, and so on. A run is kept,
/// and where the firewall can, led as one.
public struct Publication: Hashable, Sendable {
    /// Where clients come to: the first port of a run.
    public let host: HostPort
    /// Where they are led, in the same protocol: the first port of a run.
    public let container: AddressPort
    /// Whose container it is.
    public let endpoint: EndpointID
    /// How many ports it has, at least 1; neither side goes beyond port 65,535.
    public let count: Int

    /// A publication of one port, or of a run of ports.
    public init(_ host: HostPort, to container: AddressPort, of endpoint: EndpointID, count: Int = 1) {
        precondition(
            count >= 1 && Int(host.port) + count <= 65_536 && Int(container.port) + count <= 65_536,
            "a run ends at port 65,535"
        )
        self.host = host
        self.container = container
        self.endpoint = endpoint
        self.count = count
    }

    /// Whether the firewall leads packets there; if not, mdnp itself hands over what comes to the port.
    public var isTranslated: Bool { container.isTranslated(from: host.address) }
}

extension Publication {
    /// The fewest ports that are kept as a run: a few are as cheap one by one.
    public static var shortestRun: Int { 16 }

    /// The last host port.
    public var lastHostPort: UInt16 { host.port + UInt16(count - 1) }

    /// The last port of the container.
    public var lastContainerPort: UInt16 { container.port + UInt16(count - 1) }

    /// A publication for each port.
    public var singles: [Publication] { (0..<count).map { part(from: $0, count: 1) } }

    /// The ports of the host, one by one.
    public var hostPorts: [HostPort] {
        count == 1 ? [host] : (host.port...lastHostPort).map { HostPort(host.transport, host.address, $0) }
    }

    /// The publication of one of its host ports; nil for any other port.
    public func single(at port: UInt16) -> Publication? {
        host.port <= port && port <= lastHostPort ? part(from: Int(port - host.port), count: 1) : nil
    }

    /// The publication that leads to one of its container's ports; nil for any other port.
    func single(leadingTo port: UInt16) -> Publication? {
        container.port <= port && port <= lastContainerPort
            ? part(from: Int(port - container.port), count: 1) : nil
    }

    /// A Boolean value that indicates whether one of its ports and another cannot both be published.
    func overlaps(_ port: HostPort) -> Bool { single(at: port.port)?.host.overlaps(port) ?? false }

    /// What is left of it without the ports of another at the same address; nil if they have no port in common.
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

    /// The ports that it has in common with another at the same address; nil if there are none.
    func intersection(_ other: Publication) -> Publication? {
        guard host.transport == other.host.transport, host.address == other.host.address else { return nil }
        let first = max(host.port, other.host.port)
        let last = min(lastHostPort, other.lastHostPort)
        return first <= last ? part(from: Int(first - host.port), count: Int(last - first) + 1) : nil
    }

    /// Some of its ports.
    private func part(from offset: Int, count: Int) -> Publication {
        Publication(
            HostPort(host.transport, host.address, host.port + UInt16(offset)),
            to: AddressPort(container.address, port: container.port + UInt16(offset)),
            of: endpoint,
            count: count
        )
    }

    /// A Boolean value that indicates whether another begins where it ends, on both sides.
    fileprivate func isFollowed(by other: Publication) -> Bool {
        endpoint == other.endpoint && container.address == other.container.address
            && host.transport == other.host.transport && host.address == other.host.address
            && Int(lastHostPort) + 1 == Int(other.host.port)
            && Int(lastContainerPort) + 1 == Int(other.container.port)
    }
}

extension [Publication] {
    /// How many ports they are.
    public var portCount: Int { reduce(0) { $0 + $1.count } }

    /// A publication for each port.
    public var singles: [Publication] { allSatisfy { $0.count == 1 } ? self : flatMap(\.singles) }

    /// The ports of the host, one by one.
    public var hostPorts: [HostPort] { flatMap(\.hostPorts) }

    /// The same ports in as few publications as can be: those in a row are a run, where they are enough (``Publication/shortestRun``).
    ///
    /// In the order of the host's ports.
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
