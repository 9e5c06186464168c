// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Chooses the host's ports for what an endpoint is asked to publish: pure, in turns with whoever reserves them.
///
/// ``next()`` names the ports to reserve; ``reserved()`` or ``notReserved(_:)`` reports what came of it.
public struct PortChoice: Sendable {
    /// The ports that would meet a request together.
    public struct Candidate: Hashable, Sendable {
        /// The ports to reserve, all or none.
        public let publications: [Publication]
        /// The clients that alone are served, beside the host itself; empty is everyone.
        public let clients: AddressSet
    }

    /// The ports that the host assigns, as they are read once for a choice.
    public struct AutomaticPorts: Hashable, Sendable {
        /// The ports for whoever asks for none in particular.
        public let range: PortRange
        /// The ports of them that are assigned only by number.
        public let reserved: [PortRange]
        /// The port that was chosen last: the search goes on behind it.
        public let last: UInt16?

        /// Ports of a host.
        public init(_ range: PortRange, reserved: [PortRange] = [], behind last: UInt16? = nil) {
            self.range = range
            self.reserved = reserved
            self.last = last
        }
    }

    /// The reason that a request is not met.
    public enum Failure: Error, Hashable, Sendable {
        /// Each port that would do is published already, the last of them so.
        case occupied(PortRequest, Publication)
        /// Others on the host have each port that would do, the last of them this one.
        case taken(PortRequest, HostPort)
        /// The request cannot be met at all.
        case refused(Refusal)
    }

    private let target: PortTarget
    private var requests: ArraySlice<PortPlan.Missing>
    private var choosing: Choosing
    private var search: Search?
    /// The candidate that is being reserved, and what is published once it is.
    private var pending: (reserve: [Publication], publish: [Publication])?

    /// A choice of a port for each request, the first that is free of those that would do.
    ///
    /// - Parameters:
    ///   - published: What is published already.
    ///   - automatic: The ports for requests that name none; nil if each names some.
    public init(
        _ requests: [PortPlan.Missing],
        for target: PortTarget,
        beside published: Publications,
        _ automatic: AutomaticPorts?
    ) {
        self.target = target
        self.requests = requests[...]
        self.choosing = Choosing(published, automatic)
    }

    /// What was chosen, in the order of the host's ports.
    public var chosen: [Publication] { choosing.chosen.sorted { $0.host < $1.host } }

    /// The ports to reserve next; nil once every request is met.
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
                // Reserving what is reserved already would lead it elsewhere.
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
            throw failure(of: request, search)
        }
        return nil
    }

    /// Takes in that the ports of ``next()`` are reserved.
    public mutating func reserved() {
        guard let pending, let request = requests.popFirst()?.request, var search else { return }
        search.twice = pending.publish.first
        choosing.add(pending.publish)
        choosing.keep(search, for: request)
        self.search = nil
        self.pending = nil
    }

    /// Takes in why the ports of ``next()`` could not be reserved.
    public mutating func notReserved(_ error: PortError) throws(Failure) {
        guard let wanted = pending, let request = requests.first?.request else { return }
        pending = nil
        switch error {
        case .taken(let port): search?.taken = port
        case .noSuchAddress(let address):
            let rest = wanted.reserve.filter { $0.host.address != address }
            guard rest.count < wanted.reserve.count, target.goesOn(without: address, for: request, leaving: rest) else {
                throw .refused(Refusal("publish \(request)", "\(error)"))
            }
            pending = (rest, target.waitsForAddresses ? wanted.publish : rest)
        case .failed: throw .refused(Refusal("publish \(request)", "\(error)"))
        }
    }

    /// Why a request is not met: somebody has the port.
    public static func refusal(of request: PortRequest, _ port: HostPort, takenBy owner: String?) -> Refusal {
        let others = request.hostPorts.map { $0.count > 1 ? ", and no other of \($0) is free" : "" } ?? ""
        let words = owner.map { "is taken by \($0)" } ?? "is taken already"
        return Refusal("publish \(request)", "port \(port) \(words)\(others)")
    }

    private func failure(of request: PortRequest, _ search: Search) -> Failure {
        if let occupied = search.occupied { return .occupied(request, occupied) }
        if let taken = search.taken { return .taken(request, taken) }
        if let twice = search.twice, request.hostPorts?.count == 1 {
            let other = "\(twice.container.port)/\(twice.host.transport)"
            return .refused(
                Refusal(
                    "publish \(request)",
                    "host port \(twice.host) is asked for twice, the first time for \(other); ask for another host port"
                )
            )
        }
        return .refused(Refusal("publish \(request)", "no port of the host's is left for it"))
    }
}

/// Where published ports lead, and how: an endpoint with the options that hold for it.
public struct PortTarget: Sendable {
    let clients: AddressSet
    let waitsForAddresses: Bool
    private let endpoint: Endpoint
    private let addresses: [IPAddress]
    private let relaysIPv6: Bool

    /// An endpoint of a network.
    ///
    /// - Parameter relaysIPv6: Whether clients of IPv6 are led to a container that has none.
    public init(_ endpoint: Endpoint, on network: Network, relaysIPv6: Bool = true) {
        let options = endpoint.publishing.over(network.options.publishing)
        self.endpoint = endpoint
        self.addresses = options.addresses ?? PublishOptions.everyAddress
        self.clients = options.clients?.addresses ?? []
        self.relaysIPv6 = relaysIPv6
        self.waitsForAddresses = options.waitsForAddresses
    }

    /// A Boolean value that indicates whether a request is met though the host lacks one of its addresses.
    fileprivate func goesOn(without address: IPAddress, for request: PortRequest, leaving rest: [Publication]) -> Bool {
        // Where IPv6 is turned off, localhost is 127.0.0.1 alone.
        let isLocalhost = request.hostAddress == nil && address.family == .v6 && address.isLoopback
        return waitsForAddresses || isLocalhost && !rest.isEmpty
    }

    /// What a request comes to if it gets a port.
    fileprivate func publications(
        for request: PortRequest,
        on port: UInt16
    ) throws(PortChoice.Failure) -> [Publication] {
        if let address = request.hostAddress, address.family == .v6, address.isLinkLocal {
            throw .refused(
                Refusal(
                    "publish \(request)",
                    "host address \(address) is link-local, and no link is named; publish at :: or at another address"
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
            throw .refused(Refusal("publish \(request)", "endpoint \(endpoint.id.short) has no address to lead to"))
        }
        return publications
    }

    /// The container's address for clients of a family: of the same one, if it has one.
    private func target(for family: IPFamily) -> IPAddress? {
        let own = endpoint.addresses.map(\.address)
        if let same = own.first(where: { $0.family == family }) { return same }
        return family == .v6 && !relaysIPv6 ? nil : own.first
    }
}

extension PortChoice {
    /// A choice under way.
    private struct Choosing {
        /// Requests that are met by the same ports.
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

        /// A protocol and a port, of whatever address.
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

        /// What was chosen, in no order.
        var chosen: [Publication] { places.values.flatMap(\.self) }

        mutating func add(_ publications: [Publication]) {
            for publication in publications {
                let host = publication.host
                places[Place(transport: host.transport, port: host.port), default: []].append(publication)
            }
        }

        /// What was chosen, and what is published, that ports cannot be had beside.
        func chosen(overlapping wanted: [Publication]) -> Publication? {
            wanted.lazy.compactMap { overlapping($0.host) }.first
        }

        func published(overlapping wanted: [Publication]) -> Publication? {
            wanted.lazy.compactMap { published.overlapping($0.host).first }.first
        }

        private func overlapping(_ port: HostPort) -> Publication? {
            places[Place(transport: port.transport, port: port.port)]?.first { $0.host.overlaps(port) }
        }

        /// The search for a port that meets a request, as far as it came for earlier ones of the same kind.
        ///
        /// Of automatic ports the search begins behind the one that was chosen last: clients that still speak to a released port should not soon
        /// find another container there.
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
            // A single port is searched again: many containers publish thousands of them.
            if request.hostPorts?.count != 1 { searches[Kind(request)] = search }
        }
    }

    /// A search among the ports of a range: ports that it has passed do not become free while one choice lasts.
    private struct Search {
        private let ports: PortRange?
        private let start: Int
        private let reserved: Set<UInt16>
        private var index = 0
        /// What is published on a port that was passed.
        var occupied: Publication?
        /// A port that was passed since others on the host have it.
        var taken: HostPort?
        /// What was chosen on a port that was passed.
        var twice: Publication?

        init(_ ports: PortRange?, from start: Int = 0, without reserved: Set<UInt16> = []) {
            self.ports = ports
            self.start = start
            self.reserved = reserved
        }

        /// The next port; nil if none is left.
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
