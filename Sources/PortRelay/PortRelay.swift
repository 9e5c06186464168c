// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import LinuxSystem
import LogLimits
public import Logging
public import NetworkModel
import Synchronization

/// Holds ports of a host by sockets, and relays what reaches them to the containers.
///
/// Most that comes to a published port never gets here: the firewall leads it to the container before. What does are
/// clients on ::1, clients over IPv6 of containers that have IPv4 alone, and whoever comes while a firewall is flushed.
/// One thread serves all of them, and one descriptor (`epoll`) watches all sockets, so that a port that nobody uses
/// costs a socket and some hundred bytes. Everything ends when the relay goes.
public final class PortRelay: PortHolder {
    private let state: RelayState
    let namespace: NetworkNamespace?

    /// Starts to relay in a namespace, or in that of the calling thread, within the shares of a process.
    public convenience init(
        in namespace: NetworkNamespace? = nil,
        within shares: DescriptorShares,
        logger: Logger
    ) throws(SyscallError) {
        try self.init(in: namespace, limits: RelayLimits(within: shares), logger: logger)
    }

    /// Starts to relay within other limits.
    init(in namespace: NetworkNamespace?, limits: RelayLimits, logger: Logger) throws(SyscallError) {
        let state = try RelayState(ports: limits.ports)
        let log = LimitedLog(logger)
        let start: @Sendable () throws(SyscallError) -> Void = { () throws(SyscallError) in
            try NativeThread(name: "mdnp-relay") { RelayLoop(state, limits: limits, log: log).run() }.detach()
        }
        // A thread that is started from within a namespace lives there, and so do the sockets that it opens.
        if let namespace { try namespace.runBlocking(start) } else { try start() }
        self.state = state
        self.namespace = namespace
    }

    deinit {
        state.registry.withLock { $0.close() }
        state.wake()
    }

    /// Takes the ports of publications that have one protocol and one port: all of them, or none.
    ///
    /// 0.0.0.0 and :: are taken by one socket (`IPV6_V6ONLY` off). Where the host has no IPv6, :: is held by doing
    /// nothing, and so are the ports of SCTP where the kernel does not have it: nobody else can take them either.
    public func hold(_ publications: [Publication], for clients: AddressSet) throws(PortError) {
        let admission = Admission(clients: clients)
        let namespace = namespace
        try state.registry.withLock { registry throws(PortError) in
            try registry.hold(publications, admission: admission, watchedBy: state.poller) {
                openings throws(PortError) in
                try Self.open(openings, in: namespace)
            }
        }
    }

    /// Sets which part of what comes to held ports is relayed; sessions of datagrams that are not any more end.
    public func relay(_ publications: [Publication], _ scope: RelayScope) {
        changeHeld(publications.singles) { registry, publication in registry.relay([publication], scope: scope) }
    }

    /// What is relayed from a port that is held.
    func scope(of port: HostPort) -> RelayScope? {
        state.registry.withLock { $0.ports[port]?.scope }
    }

    /// Lets go of ports; connections that are relayed from there are reset.
    public func release(_ ports: [HostPort]) {
        changeHeld(ports) { registry, port in registry.release(port, watchedBy: state.poller) }
    }

    /// Changes what is held, a part at a time, so that the thread that relays, and others that hold ports, need not wait for all of it.
    private func changeHeld<Element>(_ elements: [Element], _ change: (inout Registry, Element) -> Void) {
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

    /// The most ports that are changed under one lock.
    private static var changedAtOnce: Int { 256 }

    /// Whether a port is held.
    public func holds(_ port: HostPort) -> Bool {
        state.registry.withLock { $0.ports[port] != nil }
    }

    private static func open(
        _ openings: [Opening],
        in namespace: NetworkNamespace?
    ) throws(PortError) -> [Opening.Opened] {
        var opened: [Opening.Opened] = []
        for opening in openings {
            guard let namespace else {
                opened += try opening.open()
                continue
            }
            let outcome: Result<[Opening.Opened], PortError>
            do throws(SyscallError) {
                outcome = try namespace.runBlocking { Result { () throws(PortError) in try opening.open() } }
            } catch {
                throw .failed(opening.ports[0], "\(error)")
            }
            opened += try outcome.get()
        }
        return opened
    }
}
