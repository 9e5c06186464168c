public import Addressing
public import NetworkModel
import Synchronization

/// Ports of a host that others have some of.
public final class ImaginedPorts: PortHolder {
    private struct State {
        var held: [HostPort: AddressSet] = [:]
        var scopes: [HostPort: RelayScope] = [:]
        var others: [HostPort: String?] = [:]
        var missing: Set<IPAddress> = []

        /// Why a port is not taken.
        func failure(to port: HostPort) -> PortError? {
            if missing.contains(port.address) { return .noSuchAddress(port.address) }
            let own = held.keys.filter { $0 != port }
            let isTaken = (own + Array(others.keys)).contains { $0.overlaps(port) }
            return isTaken ? .taken(port) : nil
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
                state.held[publication.host] = clients
                state.scopes[publication.host] = .nothing
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// What is relayed of what comes to a held port.
    public func scope(of port: HostPort) -> RelayScope? { state.withLock { $0.scopes[port] } }

    /// Relays from held ports.
    public func relay(_ publications: [Publication], _ scope: RelayScope) {
        state.withLock { state in
            for port in publications.map(\.host) where state.held[port] != nil { state.scopes[port] = scope }
        }
    }

    /// Lets go of ports.
    public func release(_ ports: [HostPort]) {
        state.withLock { state in
            for port in ports {
                state.held[port] = nil
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
