// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetworkModel
import Synchronization

/// Fake reservations of host ports, some of which other services have.
public final class ImaginedPorts: PortReservations {
    private struct Place: Hashable {
        let transport: TransportProtocol
        let number: UInt16

        init(_ port: HostPort) {
            transport = port.transport
            number = port.port
        }
    }

    private struct State {
        var reserved: [HostPort: AddressSet] = [:]
        var scopes: [HostPort: RelayScope] = [:]
        var others: [HostPort: String?] = [:]
        var missing: Set<IPAddress> = []
        /// The reserved ports of a protocol and a number, at any address.
        private var addresses: [Place: Set<HostPort>] = [:]

        /// Returns the error for a port that cannot be reserved, or nil.
        func failure(to port: HostPort) -> PortError? {
            if missing.contains(port.address) { return .noSuchAddress(port.address) }
            let own = addresses[Place(port)] ?? []
            let isTaken = own.contains { $0 != port && $0.overlaps(port) } || others.keys.contains { $0.overlaps(port) }
            return isTaken ? .taken(port) : nil
        }

        mutating func reserve(_ port: HostPort, for clients: AddressSet) {
            reserved[port] = clients
            addresses[Place(port), default: []].insert(port)
        }

        mutating func release(_ port: HostPort) {
            reserved[port] = nil
            addresses[Place(port)]?.remove(port)
        }
    }

    /// The range of ports for requests without a specific port.
    public let automaticPorts: PortRange
    /// The parts of the range that are not assigned automatically.
    public let reservedPorts: [PortRange]
    private let state = Mutex(State())

    /// Creates a host whose ports are all free.
    public init(automatic: PortRange, reserved: [PortRange] = []) {
        automaticPorts = automatic
        reservedPorts = reserved
    }

    /// The reserved ports.
    public var reserved: Set<HostPort> { state.withLock { Set($0.reserved.keys) } }

    /// Returns the clients that a reserved port admits.
    public func clients(of port: HostPort) -> AddressSet? { state.withLock { $0.reserved[port] } }

    /// Assigns a port to another service.
    public func others(have port: HostPort, _ owner: String? = nil) {
        state.withLock { $0.others[port] = .some(owner) }
    }

    /// Removes an address from the host.
    public func hostLacks(_ address: IPAddress) {
        state.withLock { _ = $0.missing.insert(address) }
    }

    /// Adds a missing address to the host again.
    public func hostGets(_ address: IPAddress) {
        state.withLock { _ = $0.missing.remove(address) }
    }

    /// Reserves all of the ports, or none.
    public func reserve(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        let failure: PortError? = state.withLock { state in
            if let failure = publications.compactMap({ [state] in state.failure(to: $0.host) }).first { return failure }
            for publication in publications {
                state.reserve(publication.host, for: clients)
                state.scopes[publication.host] = .nothing
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// The result of a choice of ports.
    public enum Outcome: Hashable, Sendable {
        /// These ports are reserved.
        case chosen([Publication])
        /// No port is reserved: each possible port is published already; the value has the last one.
        case occupied(PortRequest, Publication)
        /// No port is reserved: other services have each possible port; the value has the last one.
        case taken(PortRequest, HostPort)
    }

    /// Chooses and reserves ports in turns; reserves none after a failure.
    public func choose(
        _ requests: [PortPlan.Missing],
        for target: PortTarget,
        beside published: Publications = Publications(),
        behind last: UInt16? = nil
    ) throws(Refusal) -> Outcome {
        let automatic = PortChoice.AutomaticPorts(automaticPorts, reserved: reservedPorts, behind: last)
        var choice = PortChoice(requests, for: target, beside: published, automatic: automatic)
        do throws(PortChoice.Failure) {
            while let candidate = try choice.next() {
                do throws(PortError) {
                    try reserve(candidate.publications, for: candidate.clients)
                } catch {
                    try choice.notReserved(error)
                    continue
                }
                choice.reserved()
            }
            return .chosen(choice.chosen)
        } catch {
            release(choice.chosen.map(\.host))
            switch error {
            case .occupied(let request, let publication): return .occupied(request, publication)
            case .taken(let request, let port): return .taken(request, port)
            case .refused(let refusal): throw refusal
            }
        }
    }

    /// Returns the traffic of a reserved port that is relayed.
    public func scope(of port: HostPort) -> RelayScope? { state.withLock { $0.scopes[port] } }

    /// Sets the traffic of reserved ports that is relayed.
    public func relay(_ publications: [Publication], in scope: RelayScope) {
        state.withLock { state in
            for port in publications.hostPorts where state.reserved[port] != nil { state.scopes[port] = scope }
        }
    }

    /// Releases ports.
    public func release(_ ports: [HostPort]) {
        state.withLock { state in
            for port in ports {
                state.release(port)
                state.scopes[port] = nil
            }
        }
    }

    /// Returns a Boolean value that indicates whether a port is reserved.
    public func hasReserved(_ port: HostPort) -> Bool { state.withLock { $0.reserved[port] != nil } }

    /// Returns the name of another service that has a port.
    public func owner(of port: HostPort) async -> String? {
        state.withLock { state in state.others.first { $0.key.overlaps(port) }?.value }
    }
}
