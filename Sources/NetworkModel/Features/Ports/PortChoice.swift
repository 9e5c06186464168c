// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A choice of host ports for the requests of an endpoint: a pure value, in turns with the code that reserves the ports.
///
/// ``next()`` returns the ports to reserve. ``reserved()`` or ``notReserved(_:)`` records the result.
public struct PortChoice: Sendable {
    /// Ports that meet a request together.
    public struct Candidate: Hashable, Sendable {
        /// The ports to reserve, all or none.
        public let publications: [Publication]
        /// The only clients besides the host itself; empty for all clients.
        public let clients: AddressSet
    }

    /// The ports that the host assigns automatically, read once for a choice.
    public struct AutomaticPorts: Hashable, Sendable {
        /// The ports for requests without a port number.
        public let range: PortRange
        /// The ports in the range that are assigned only by number.
        public let reserved: [PortRange]
        /// The last chosen port: the search continues after it.
        public let last: UInt16?

        /// Creates the automatic ports of a host.
        public init(_ range: PortRange, reserved: [PortRange] = [], behind last: UInt16? = nil) {
            self.range = range
            self.reserved = reserved
            self.last = last
        }
    }

    /// The reason for a request that is not met.
    public enum Failure: Error, Hashable, Sendable {
        /// Each suitable port is already published; this is the last one.
        case occupied(PortRequest, Publication)
        /// Other programs on the host have each suitable port; this is the last one.
        case taken(PortRequest, HostPort)
        /// The request is invalid.
        case refused(Refusal)
    }

    private let target: PortTarget
    private var requests: ArraySlice<PortPlan.Missing>
    private var choosing: Choosing
    private var search: Search?
    /// The current candidate, and the publications once it is reserved.
    private var pending: (reserve: [Publication], publish: [Publication])?

    /// Creates a choice of a port for each request: the first free one of the suitable ports.
    ///
    /// - Parameters:
    ///   - published: The ports that are already published.
    ///   - automatic: The ports for requests without a port number; nil if each request has one.
    public init(
        _ requests: [PortPlan.Missing],
        for target: PortTarget,
        beside published: Publications,
        automatic: AutomaticPorts?
    ) {
        self.target = target
        self.requests = requests[...]
        self.choosing = Choosing(published, automatic)
    }

    /// The chosen publications, in the order of host ports.
    public var chosen: [Publication] { choosing.chosen.sorted { $0.host < $1.host } }

    /// Returns the ports to reserve next; nil once every request is met.
    public mutating func next() throws(Failure) -> Candidate? {
        if let pending {
            guard pending.reserve.isEmpty else {
                return Candidate(publications: pending.reserve, clients: target.clients)
            }
            // All of its ports wait for their addresses.
            reserved()
        }
        while let missing = requests.first {
            let request = missing.request
            // The port of another endpoint of the same container comes first.
            var preferred = search == nil ? missing.preferred : nil
            var search = self.search ?? choosing.search(for: request)
            while let port = preferred ?? search.next() {
                preferred = nil
                let wanted = try target.publications(for: request, on: port)
                // A second reservation of a reserved port would lead the port elsewhere.
                if let other = choosing.chosen(overlapping: wanted) {
                    search.twice = other
                } else if let other = choosing.published(overlapping: wanted) {
                    search.occupied = other
                } else {
                    self.search = search
                    pending = (wanted, wanted)
                    return Candidate(publications: wanted, clients: target.clients)
                }
            }
            throw failure(of: request, after: search)
        }
        return nil
    }

    /// Records that the ports of ``next()`` are reserved.
    public mutating func reserved() {
        guard let pending, let request = requests.popFirst()?.request, var search else { return }
        search.twice = pending.publish.first
        choosing.add(pending.publish)
        choosing.keep(search, for: request)
        self.search = nil
        self.pending = nil
    }

    /// Records the error for the ports of ``next()``.
    public mutating func notReserved(_ error: PortError) throws(Failure) {
        guard let wanted = pending, let request = requests.first?.request else { return }
        pending = nil
        switch error {
        case .taken(let port): search?.taken = port
        case .noSuchAddress(let address):
            let rest = wanted.reserve.filter { $0.host.address != address }
            guard rest.count < wanted.reserve.count, target.goesOn(without: address, for: request, leaving: rest) else {
                throw .refused(Refusal("container port \(request)", "\(error)"))
            }
            pending = (rest, target.waitsForAddresses ? wanted.publish : rest)
        case .failed: throw .refused(Refusal("container port \(request)", "\(error)"))
        }
    }

    /// Returns the refusal of a request whose port has another owner.
    public static func refusal(of request: PortRequest, at port: HostPort, takenBy owner: String?) -> Refusal {
        let others = request.hostPorts.map { $0.count > 1 ? ", and no other port of \($0) is free" : "" } ?? ""
        let problem = owner.map { "is in use by \($0)" } ?? "is in use"
        return Refusal("container port \(request)", "host port \(port) \(problem)\(others)")
    }

    private func failure(of request: PortRequest, after search: Search) -> Failure {
        if let occupied = search.occupied { return .occupied(request, occupied) }
        if let taken = search.taken { return .taken(request, taken) }
        if let twice = search.twice, request.hostPorts?.count == 1 {
            let other = "\(twice.container.port)/\(twice.host.transport)"
            return .refused(
                Refusal(
                    "container port \(request)",
                    "host port \(twice.host) is requested twice, first for \(other); use another host port"
                )
            )
        }
        return .refused(Refusal("container port \(request)", "no host port is free"))
    }
}

/// The target of published ports: an endpoint with its effective options.
public struct PortTarget: Sendable {
    let clients: AddressSet
    let waitsForAddresses: Bool
    private let endpoint: Endpoint
    private let addresses: [IPAddress]
    private let relaysIPv6: Bool

    /// Creates the target for an endpoint of a network.
    ///
    /// - Parameter relaysIPv6: A Boolean value that indicates whether IPv6 clients reach a container without IPv6.
    public init(_ endpoint: Endpoint, on network: Network, relaysIPv6: Bool = true) {
        let options = endpoint.publishing.over(network.options.publishing)
        self.endpoint = endpoint
        self.addresses = options.addresses ?? PublishOptions.everyAddress
        self.clients = options.clients?.addresses ?? []
        self.relaysIPv6 = relaysIPv6
        self.waitsForAddresses = options.waitsForAddresses
    }

    /// Returns a Boolean value that indicates whether a request is met although the host lacks one of its addresses.
    fileprivate func goesOn(without address: IPAddress, for request: PortRequest, leaving rest: [Publication]) -> Bool {
        // Without IPv6, localhost is only 127.0.0.1.
        let isLocalhost = request.hostAddress == nil && address.family == .v6 && address.isLoopback
        return waitsForAddresses || isLocalhost && !rest.isEmpty
    }

    /// Returns the publications for a request on a port.
    fileprivate func publications(
        for request: PortRequest,
        on port: UInt16
    ) throws(PortChoice.Failure) -> [Publication] {
        if let address = request.hostAddress, address.family == .v6, address.isLinkLocal {
            throw .refused(
                Refusal(
                    "container port \(request)",
                    "host address \(address) is link-local and needs a link; publish at :: or at another address"
                )
            )
        }
        let wanted = request.hostAddress.map { [$0] } ?? addresses
        let publications = wanted.compactMap { address in
            target(for: address.family).map { target in
                Publication(
                    HostPort(request.transport, address, port),
                    to: AddressPort(target, port: request.containerPort),
                    of: endpoint.id
                )
            }
        }
        guard !publications.isEmpty else {
            throw .refused(Refusal("container port \(request)", "endpoint \(endpoint.id.short) has no address"))
        }
        return publications
    }

    /// Returns the container address for clients of a family: one of the same family, if there is one.
    private func target(for family: IPFamily) -> IPAddress? {
        let own = endpoint.addresses.map(\.address)
        if let same = own.first(where: { $0.family == family }) { return same }
        return family == .v6 && !relaysIPv6 ? nil : own.first
    }
}

extension PortChoice {
    /// The state of a choice.
    private struct Choosing {
        /// The requests that the same ports meet.
        private struct Kind: Hashable {
            let transport: TransportProtocol
            let hostAddress: IPAddress?
            let hostPorts: PortRange?

            init(_ request: PortRequest) {
                transport = request.transport
                hostAddress = request.hostAddress
                hostPorts = request.hostPorts
            }
        }

        /// A protocol and a port, of any address.
        private struct Place: Hashable {
            let transport: TransportProtocol
            let port: UInt16
        }

        private let published: Publications
        private var places: [Place: [Publication]] = [:]
        private let ports: AutomaticPorts?
        private var searches: [Kind: Search] = [:]
        /// The first search among automatic ports.
        private var automatic: Search?

        init(_ published: Publications, _ ports: AutomaticPorts?) {
            self.published = published
            self.ports = ports
        }

        /// The chosen publications, in no order.
        var chosen: [Publication] { places.values.flatMap(\.self) }

        mutating func add(_ publications: [Publication]) {
            for publication in publications {
                let host = publication.host
                places[Place(transport: host.transport, port: host.port), default: []].append(publication)
            }
        }

        /// Returns the first chosen publication that excludes one of the wanted ones.
        func chosen(overlapping wanted: [Publication]) -> Publication? {
            wanted.lazy.compactMap { overlapping($0.host) }.first
        }

        func published(overlapping wanted: [Publication]) -> Publication? {
            wanted.lazy.compactMap { published.overlapping($0.host).first }.first
        }

        private func overlapping(_ port: HostPort) -> Publication? {
            places[Place(transport: port.transport, port: port.port)]?.first { $0.host.overlaps(port) }
        }

        /// Returns the search for a port that meets a request, from its position for earlier requests of the same kind.
        ///
        /// The search among automatic ports begins after the last chosen one. Clients that still send to a released port should not soon
        /// reach another container there.
        mutating func search(for request: PortRequest) -> Search {
            if let ports = request.hostPorts, ports.count == 1 { return Search(ports) }
            if let search = searches[Kind(request)] { return search }
            if let ports = request.hostPorts { return Search(ports) }
            if let automatic { return automatic }
            guard let ports else { return Search(nil) }
            let start = ports.last.map { max(0, Int($0) + 1 - Int(ports.range.first)) } ?? 0
            let search = Search(ports.range, from: start, without: Set(ports.reserved.flatMap(\.ports)))
            automatic = search
            return search
        }

        mutating func keep(_ search: Search, for request: PortRequest) {
            // A search for a single port starts anew each time: many containers publish thousands of them.
            if request.hostPorts?.count != 1 { searches[Kind(request)] = search }
        }
    }

    /// A search among the ports of a range.
    ///
    /// Ports that it has passed do not become free during one choice.
    private struct Search {
        private let ports: PortRange?
        private let start: Int
        private let reserved: Set<UInt16>
        private var index = 0
        /// The publication on a passed port.
        var occupied: Publication?
        /// A passed port that another program on the host has.
        var taken: HostPort?
        /// The chosen publication on a passed port.
        var twice: Publication?

        init(_ ports: PortRange?, from start: Int = 0, without reserved: Set<UInt16> = []) {
            self.ports = ports
            self.start = start
            self.reserved = reserved
        }

        /// Returns the next port; nil if none remains.
        mutating func next() -> UInt16? {
            while let ports, index < ports.count {
                let port = ports.first + UInt16((start + index) % ports.count)
                index += 1
                if !reserved.contains(port) { return port }
            }
            return nil
        }
    }
}
