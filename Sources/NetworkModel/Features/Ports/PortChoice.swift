import Addressing

/// Chooses the host's ports for what an endpoint is asked to publish: pure but for taking them, which is handed in.
public struct PortChoice: Sendable {
    /// What came of a choice.
    public enum Outcome: Hashable, Sendable {
        /// These were taken.
        case chosen([Publication])
        /// None were: each port that would do for a request is published already, the last of them so.
        case occupied(PortRequest, Publication)
        /// None were: others on the host have each port that would do for a request, the last of them this one.
        case taken(PortRequest, HostPort)
    }

    private let endpoint: Endpoint
    private let addresses: [IPAddress]
    private let clients: AddressSet
    private let relaysIPv6: Bool
    private let waitsForAddresses: Bool

    /// A choice for an endpoint.
    ///
    /// - Parameter relaysIPv6: Whether clients of IPv6 are led to a container that has none.
    public init(for endpoint: Endpoint, on network: Network, relaysIPv6: Bool = true) {
        let options = endpoint.publishing.over(network.options.publishing)
        self.endpoint = endpoint
        self.addresses = options.addresses ?? PublishOptions.everyAddress
        self.clients = options.clients?.addresses ?? []
        self.relaysIPv6 = relaysIPv6
        self.waitsForAddresses = options.waitsForAddresses
    }

    /// Takes a port for each request, the first that is free of those that would do; all or none.
    ///
    /// - Parameters:
    ///   - published: What is published already.
    ///   - last: The automatic port that was chosen last: the search goes on behind it.
    ///   - holder: Takes ports.
    /// - Throws: ``Refusal`` where the kernel refuses a port for another reason, or no port is left.
    public func choose(
        _ requests: [PortPlan.Missing],
        beside published: Publications,
        behind last: UInt16?,
        _ holder: some PortHolder
    ) throws(Refusal) -> Outcome {
        var choosing = Choosing(published, behind: last)
        do throws(Refusal) {
            for missing in requests {
                let outcome = try choose(for: missing, &choosing, holder)
                guard case .chosen = outcome else {
                    holder.release(choosing.chosen.map(\.host))
                    return outcome
                }
            }
        } catch {
            holder.release(choosing.chosen.map(\.host))
            throw error
        }
        return .chosen(choosing.chosen.sorted { $0.host < $1.host })
    }

    /// Why a request is not met: somebody has the port.
    public static func refusal(of request: PortRequest, _ port: HostPort, takenBy owner: String?) -> Refusal {
        let others = request.hostPorts.map { $0.count > 1 ? ", and no other of \($0) is free" : "" } ?? ""
        let words = owner.map { "is taken by \($0)" } ?? "is taken already"
        return Refusal("publish \(request)", "port \(port) \(words)\(others)")
    }

    private func choose(
        for missing: PortPlan.Missing,
        _ choosing: inout Choosing,
        _ holder: some PortHolder
    ) throws(Refusal) -> Outcome {
        let request = missing.request
        var search = choosing.search(for: request, holder)
        let outcome = try choose(for: missing, &search, choosing, holder)
        if case .chosen(let publications) = outcome { choosing.add(publications) }
        choosing.keep(search, for: request)
        return outcome
    }

    private func choose(
        for missing: PortPlan.Missing,
        _ search: inout Search,
        _ choosing: Choosing,
        _ holder: some PortHolder
    ) throws(Refusal) -> Outcome {
        let request = missing.request
        var preferred = missing.preferred
        while let port = preferred ?? search.next() {
            preferred = nil
            let wanted = try publications(for: request, on: port)
            // Holding what is held already would lead it elsewhere.
            if let other = wanted.lazy.compactMap({ choosing.overlapping($0.host) }).first {
                search.twice = other
                continue
            }
            if let other = wanted.lazy.compactMap({ choosing.published.overlapping($0.host).first }).first {
                search.occupied = other
                continue
            }
            do throws(PortError) {
                let held = try hold(wanted, for: request, holder)
                search.twice = wanted[0]
                return .chosen(held)
            } catch .taken(let port) {
                search.taken = port
            } catch {
                throw Refusal("publish \(request)", "\(error)")
            }
        }
        if let occupied = search.occupied { return .occupied(request, occupied) }
        if let taken = search.taken { return .taken(request, taken) }
        if let twice = search.twice, request.hostPorts?.count == 1 {
            let other = "\(twice.container.port)/\(twice.host.transport)"
            throw Refusal(
                "publish \(request)",
                "host port \(twice.host) is asked for twice, the first time for \(other); ask for another host port"
            )
        }
        throw Refusal("publish \(request)", "no port of the host's is left for it")
    }

    /// Takes the ports of what a request comes to; returns what is published then.
    private func hold(
        _ wanted: [Publication],
        for request: PortRequest,
        _ holder: some PortHolder
    ) throws(PortError) -> [Publication] {
        var held = wanted
        while !held.isEmpty {
            do throws(PortError) {
                try holder.hold(held, for: clients)
                break
            } catch .noSuchAddress(let address) {
                // Where IPv6 is turned off, localhost is 127.0.0.1 alone.
                let isLocalhost = request.hostAddress == nil && address.family == .v6 && address.isLoopback
                let rest = held.filter { $0.host.address != address }
                guard rest.count < held.count, waitsForAddresses || isLocalhost && !rest.isEmpty else {
                    throw .noSuchAddress(address)
                }
                held = rest
            }
        }
        return waitsForAddresses ? wanted : held
    }

    /// What a request comes to if it gets a port.
    private func publications(for request: PortRequest, on port: UInt16) throws(Refusal) -> [Publication] {
        if let address = request.hostAddress, address.family == .v6, address.isLinkLocal {
            throw Refusal(
                "publish \(request)",
                "host address \(address) is link-local, and no link is named; publish at :: or at another address"
            )
        }
        let wanted = request.hostAddress.map { [$0] } ?? addresses
        let publications = wanted.compactMap { address in
            target(for: address.family).map { target in
                Publication(
                    HostPort(request.transport, address, port),
                    to: ContainerPort(target, request.containerPort),
                    of: endpoint.id
                )
            }
        }
        guard !publications.isEmpty else {
            throw Refusal("publish \(request)", "endpoint \(endpoint.id.short) has no address to lead to")
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

        let published: Publications
        private var places: [Place: [Publication]] = [:]
        private let last: UInt16?
        private var searches: [Kind: Search] = [:]
        /// The first search among automatic ports, read from the host once.
        private var automatic: Search?

        init(_ published: Publications, behind last: UInt16?) {
            self.published = published
            self.last = last
        }

        /// What was chosen, in no order.
        var chosen: [Publication] { places.values.flatMap(\.self) }

        mutating func add(_ publications: [Publication]) {
            for publication in publications {
                let host = publication.host
                places[Place(transport: host.transport, port: host.port), default: []].append(publication)
            }
        }

        /// What was chosen and a port cannot be had beside.
        func overlapping(_ port: HostPort) -> Publication? {
            places[Place(transport: port.transport, port: port.port)]?.first { $0.host.overlaps(port) }
        }

        /// The search for a port that meets a request, as far as it came for earlier ones of the same kind.
        ///
        /// Of automatic ports the search begins behind the one that was chosen last: clients that still speak to a released port should not soon
        /// find another container there.
        mutating func search(for request: PortRequest, _ holder: some PortHolder) -> Search {
            if let ports = request.hostPorts, ports.count == 1 { return Search(ports) }
            if let search = searches[Kind(request)] { return search }
            if let ports = request.hostPorts { return Search(ports) }
            if let automatic { return automatic }
            let ports = holder.automaticPorts
            let start = last.map { max(0, Int($0) + 1 - Int(ports.first)) } ?? 0
            let search = Search(ports, from: start, without: Set(holder.reservedPorts.flatMap(\.ports)))
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
        private let ports: PortRange
        private let start: Int
        private let reserved: Set<UInt16>
        private var index = 0
        /// What is published on a port that was passed.
        var occupied: Publication?
        /// A port that was passed since others on the host have it.
        var taken: HostPort?
        /// What was chosen on a port that was passed.
        var twice: Publication?

        init(_ ports: PortRange, from start: Int = 0, without reserved: Set<UInt16> = []) {
            self.ports = ports
            self.start = start
            self.reserved = reserved
        }

        /// The next port; nil if none is left.
        mutating func next() -> UInt16? {
            while index < ports.count {
                let port = ports.first + UInt16((start + index) % ports.count)
                index += 1
                if !reserved.contains(port) { return port }
            }
            return nil
        }
    }
}
