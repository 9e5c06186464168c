// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import LinuxSystem
import LogLimits
public import Logging
public import NetworkModel
import Synchronization

/// Reserves host ports with sockets, and relays the traffic that reaches them to the containers.
///
/// Most packets to a published port never arrive here: the firewall leads them to the container before. The relay serves clients on ::1,
/// IPv6 clients of containers with IPv4 alone, and all clients while the firewall is flushed. One thread serves all of them, and one
/// descriptor (`epoll`) watches all sockets. An unused port therefore costs a socket and some hundred bytes. All reservations and relays
/// end with the object.
public final class PortRelay: PortReservations {
    private let state: RelayState
    let namespace: NetworkNamespace?

    /// Starts a relay in a namespace, or in that of the calling thread, within the descriptor shares of a process.
    public convenience init(
        in namespace: NetworkNamespace? = nil,
        within shares: DescriptorShares,
        logger: Logger
    ) throws(SyscallError) {
        try self.init(in: namespace, limits: RelayLimits(within: shares), logger: logger)
    }

    /// Starts a relay with explicit limits.
    init(in namespace: NetworkNamespace?, limits: RelayLimits, logger: Logger) throws(SyscallError) {
        let state = try RelayState(ports: limits.ports)
        let log = LimitedLog(logger)
        let start: @Sendable () throws(SyscallError) -> Void = { () throws(SyscallError) in
            try NativeThread(name: "mdnp-relay") { RelayLoop(state, limits: limits, log: log).run() }.detach()
        }
        // A thread that is started inside a namespace belongs to it, and so do the sockets that the thread opens.
        if let namespace { try namespace.runBlocking(start) } else { try start() }
        self.state = state
        self.namespace = namespace
    }

    deinit {
        state.registry.withLock { $0.close() }
        state.wake()
    }

    /// Reserves the ports of publications that have one protocol and one port: all of them, or none.
    ///
    /// One socket reserves 0.0.0.0 and :: (`IPV6_V6ONLY` off). Without IPv6 on the host, :: needs no socket, and neither do SCTP ports if
    /// the kernel does not support SCTP: no other program can bind them either.
    public func reserve(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        let admission = Admission(clients: clients)
        let namespace = namespace
        try state.registry.withLock { registry throws(PortError) in
            try registry.reserve(publications, admission: admission, watchedBy: state.poller) {
                requests throws(PortError) in
                try Self.open(requests, in: namespace)
            }
        }
    }

    /// Sets the part of the traffic that reserved ports relay.
    ///
    /// Datagram sessions outside this part end.
    public func relay(_ publications: [Publication], in scope: RelayScope) {
        changeReservations(publications.singles) { registry, publication in registry.relay([publication], scope: scope)
        }
    }

    /// Returns the part of the traffic that a reserved port relays.
    func scope(of port: HostPort) -> RelayScope? {
        state.registry.withLock { $0.ports[port]?.scope }
    }

    /// Releases ports, and resets the connections that are relayed from there.
    public func release(_ ports: [HostPort]) {
        changeReservations(ports) { registry, port in registry.release(port, watchedBy: state.poller) }
    }

    /// Changes reservations in parts, so that the relay thread and other callers need not wait for all of them.
    private func changeReservations<Element>(_ elements: [Element], _ change: (inout Registry, Element) -> Void) {
        for start in stride(from: 0, to: elements.count, by: Self.changedAtOnce) {
            let hasOrders = state.registry.withLock { registry in
                for element in elements[start..<min(start + Self.changedAtOnce, elements.count)] {
                    change(&registry, element)
                }
                return !registry.ended.isEmpty || !registry.settling.isEmpty
            }
            if hasOrders { state.wake() }
        }
    }

    /// The maximum number of ports that change under one lock.
    private static var changedAtOnce: Int { 256 }

    /// Returns whether a port is reserved.
    public func hasReserved(_ port: HostPort) -> Bool {
        state.registry.withLock { $0.ports[port] != nil }
    }

    private static func open(
        _ requests: [SocketRequest],
        in namespace: NetworkNamespace?
    ) throws(PortError) -> [SocketRequest.Opened] {
        var opened: [SocketRequest.Opened] = []
        for request in requests {
            guard let namespace else {
                opened += try request.open()
                continue
            }
            let outcome: Result<[SocketRequest.Opened], PortError>
            do throws(SyscallError) {
                outcome = try namespace.runBlocking { Result { () throws(PortError) in try request.open() } }
            } catch {
                throw .failed(request.ports[0], "\(error)")
            }
            opened += try outcome.get()
        }
        return opened
    }
}
