// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetworkModel
import Synchronization

/// Ports of a host that others have some of.
public final class ImaginedPorts: PortHolder {
    private struct Place: Hashable {
        let transport: TransportProtocol
        let number: UInt16

        init(_ port: HostPort) {
            transport = port.transport
            number = port.port
        }
    }

    private struct State {
        var held: [HostPort: AddressSet] = [:]
        var scopes: [HostPort: RelayScope] = [:]
        var others: [HostPort: String?] = [:]
        var missing: Set<IPAddress> = []
        /// What is held of a protocol and a number, at whatever address.
        private var addresses: [Place: Set<HostPort>] = [:]

        /// Why a port is not taken.
        func failure(to port: HostPort) -> PortError? {
            if missing.contains(port.address) { return .noSuchAddress(port.address) }
            let own = addresses[Place(port)] ?? []
            let isTaken = own.contains { $0 != port && $0.overlaps(port) } || others.keys.contains { $0.overlaps(port) }
            return isTaken ? .taken(port) : nil
        }

        mutating func hold(_ port: HostPort, for clients: AddressSet) {
            held[port] = clients
            addresses[Place(port), default: []].insert(port)
        }

        mutating func release(_ port: HostPort) {
            held[port] = nil
            addresses[Place(port)]?.remove(port)
        }
    }

    /// The ports that are given to whoever asks for none in particular.
    public let automaticPorts: PortRange
    /// Those of them that are not.
    public let reservedPorts: [PortRange]
    private let state = Mutex(State())

    /// A host whose ports are all free.
    public init(automatic: PortRange, reserved: [PortRange] = []) {
        automaticPorts = automatic
        reservedPorts = reserved
    }

    /// What is held.
    public var held: Set<HostPort> { state.withLock { Set($0.held.keys) } }

    /// Whom alone a held port serves.
    public func clients(of port: HostPort) -> AddressSet? { state.withLock { $0.held[port] } }

    /// Lets somebody else have a port.
    public func others(have port: HostPort, _ owner: String? = nil) {
        state.withLock { $0.others[port] = .some(owner) }
    }

    /// Lets the host not have an address.
    public func hostLacks(_ address: IPAddress) {
        state.withLock { _ = $0.missing.insert(address) }
    }

    /// Lets the host have an address that it lacked.
    public func hostGets(_ address: IPAddress) {
        state.withLock { _ = $0.missing.remove(address) }
    }

    /// Takes ports, all or none.
    public func hold(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        let failure: PortError? = state.withLock { state in
            if let failure = publications.compactMap({ [state] in state.failure(to: $0.host) }).first { return failure }
            for publication in publications {
                state.hold(publication.host, for: clients)
                state.scopes[publication.host] = .nothing
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// The end of a choice.
    public enum Outcome: Hashable, Sendable {
        /// These ports are held.
        case chosen([Publication])
        /// None are held: each port that would do is published already, the last of them so.
        case occupied(PortRequest, Publication)
        /// None are held: others have each port that would do, the last of them this one.
        case taken(PortRequest, HostPort)
    }

    /// Holds what a choice asks for, in turns with it; nothing where it fails.
    public func choose(
        _ requests: [PortPlan.Missing],
        for target: PortTarget,
        beside published: Publications = Publications(),
        behind last: UInt16? = nil
    ) throws(Refusal) -> Outcome {
        let automatic = PortChoice.AutomaticPorts(automaticPorts, reserved: reservedPorts, behind: last)
        var choice = PortChoice(requests, for: target, beside: published, automatic)
        do throws(PortChoice.Failure) {
            while let candidate = try choice.next() {
                do throws(PortError) {
                    try hold(candidate.publications, for: candidate.clients)
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

    /// What is relayed of what comes to a held port.
    public func scope(of port: HostPort) -> RelayScope? { state.withLock { $0.scopes[port] } }

    /// Relays from held ports.
    public func relay(_ publications: [Publication], _ scope: RelayScope) {
        state.withLock { state in
            for port in publications.hostPorts where state.held[port] != nil { state.scopes[port] = scope }
        }
    }

    /// Lets go of ports.
    public func release(_ ports: [HostPort]) {
        state.withLock { state in
            for port in ports {
                state.release(port)
                state.scopes[port] = nil
            }
        }
    }

    /// Whether a port is held.
    public func holds(_ port: HostPort) -> Bool { state.withLock { $0.held[port] != nil } }

    /// Who else has a port.
    public func owner(of port: HostPort) async -> String? {
        state.withLock { state in state.others.first { $0.key.overlaps(port) }?.value }
    }
}
