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
        var chosen = Publications()
        do throws(Refusal) {
            for missing in requests {
                let ports = Self.candidates(for: missing, holder, behind: last)
                switch try choose(for: missing.request, among: ports, beside: published, chosen, holder) {
                case .chosen(let publications): publications.forEach { chosen.insert($0) }
                case let outcome:
                    holder.release(chosen.all.map(\.host))
                    return outcome
                }
            }
        } catch {
            holder.release(chosen.all.map(\.host))
            throw error
        }
        return .chosen(chosen.all.sorted { $0.host < $1.host })
    }

    /// Why a request is not met: somebody has the port.
    public static func refusal(of request: PortRequest, _ port: HostPort, takenBy owner: String?) -> Refusal {
        let others = request.hostPorts.map { $0.count > 1 ? ", and no other of \($0) is free" : "" } ?? ""
        let words = owner.map { "is taken by \($0)" } ?? "is taken already"
        return Refusal("publish \(request)", "port \(port) \(words)\(others)")
    }

    private func choose(
        for request: PortRequest,
        among ports: some Sequence<UInt16>,
        beside published: Publications,
        _ chosen: Publications,
        _ holder: some PortHolder
    ) throws(Refusal) -> Outcome {
        var occupied: Publication?
        var taken: HostPort?
        var twice: Publication?
        for port in ports {
            let wanted = try publications(for: request, on: port)
            // Holding what is held already would lead it elsewhere.
            if let other = wanted.lazy.compactMap({ chosen.overlapping($0.host).first }).first {
                twice = other
                continue
            }
            if let other = wanted.lazy.compactMap({ published.overlapping($0.host).first }).first {
                occupied = other
                continue
            }
            do throws(PortError) {
                return .chosen(try hold(wanted, for: request, holder))
            } catch .taken(let port) {
                taken = port
            } catch {
                throw Refusal("publish \(request)", "\(error)")
            }
        }
        if let occupied { return .occupied(request, occupied) }
        if let taken { return .taken(request, taken) }
        if let twice, request.hostPorts?.count == 1 {
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

    /// The ports that would do, those first that are wanted most.
    ///
    /// Of automatic ones the search begins behind the one that was chosen last: who still speaks to a port that was let go should not soon
    /// find another container there.
    private static func candidates(
        for missing: PortPlan.Missing,
        _ holder: some PortHolder,
        behind last: UInt16?
    ) -> some Sequence<UInt16> {
        let range = missing.request.hostPorts ?? holder.automaticPorts
        let isAutomatic = missing.request.hostPorts == nil
        let start = isAutomatic ? last.map { max(0, Int($0) + 1 - Int(range.first)) } ?? 0 : 0
        let reserved = isAutomatic ? holder.reservedPorts : []
        return ((missing.preferred == nil ? 0 : -1)..<range.count).lazy.map { index in
            guard index >= 0 else { return missing.preferred ?? range.first }
            return range.first + UInt16((start + index) % range.count)
        }
        .filter { port in port == missing.preferred || !reserved.contains { $0.contains(port) } }
    }
}
