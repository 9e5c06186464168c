// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// The reserved ports, shared by the threads that reserve and release ports, and the relay thread.
///
/// All use of a socket happens under the lock of the registry, so that no socket is closed meanwhile.
struct Registry {
    private(set) var ports: [HostPort: ReservedPort] = [:]
    private(set) var sockets: [UInt64: ReservedSocket] = [:]
    /// The reservations that have ended since the relay thread last read them.
    var ended: [UInt64] = []
    /// The ports that relay all traffic once the relay thread has received their earlier datagrams.
    private(set) var settling: Set<HostPort> = []
    /// A Boolean value that indicates whether the registry is closed for further reservations.
    var isClosed = false
    private var lastNumber: UInt64 = 0
    /// The maximum number of sockets.
    private let limit: Int

    /// Creates an empty registry with a maximum number of sockets.
    init(limit: Int) {
        self.limit = limit
    }

    /// Reserves the missing ports with the sockets that `open` opens, then leads all ports to their containers.
    mutating func reserve(
        _ publications: [Publication],
        admission: Admission,
        watchedBy poller: borrowing Poller,
        open: ([SocketRequest]) throws(PortError) -> [SocketRequest.Opened]
    ) throws(PortError) {
        var missing: [HostPort] = []
        var numbers: [HostPort: UInt64] = [:]
        for port in publications.map(\.host) where ports[port] == nil && !missing.contains(port) {
            if let number = sharedSocket(for: port) { numbers[port] = number } else { missing.append(port) }
        }
        if !missing.isEmpty {
            let requests = SocketRequest.all(for: missing)
            // The remaining descriptors are for the state and for Docker's calls, which otherwise could not report this error.
            guard sockets.count + requests.count <= limit else { throw PortError(.tooManyDescriptors, at: missing[0]) }
            for (port, number) in try watch(open(requests), by: poller) { numbers[port] = number }
        }
        for publication in publications {
            let port = publication.host
            if ports[port]?.container == publication.container {
                ports[port]?.admission = admission
                continue
            }
            let reserved = ports[port]
            ports[port] = ReservedPort(
                reservation: reserved?.reservation ?? nextNumber(),
                socket: reserved.map(\.socket) ?? numbers[port],
                container: publication.container,
                admission: admission
            )
        }
    }

    /// Sets the relayed part of the traffic for the publications that are reserved for their containers.
    mutating func relay(_ publications: [Publication], scope: RelayScope) {
        for publication in publications {
            let port = publication.host
            guard var reserved = ports[port], reserved.container == publication.container else { continue }
            settling.remove(port)
            if port.transport == .udp, scope == .everything, reserved.scope == .untranslated {
                settling.insert(port)
                continue
            }
            if let end = reserved.relay(scope, of: port.transport, as: nextNumber()) { ended.append(end) }
            ports[port] = reserved
            guard let socket = reserved.socket.flatMap({ sockets[$0] }) else { continue }
            socket.dropArrivals(reserved.scope == .nothing && !(socket.isOfBothFamilies && relaysOther(than: port)))
        }
    }

    /// Relays all traffic from a port whose earlier datagrams are received.
    mutating func settle(_ port: HostPort) {
        guard settling.remove(port) != nil else { return }
        _ = ports[port]?.relay(.everything, of: port.transport, as: 0)
    }

    /// Returns whether the same port of the other family relays traffic.
    private func relaysOther(than port: HostPort) -> Bool {
        let other: IPFamily = port.address.family == .v4 ? .v6 : .v4
        guard let reserved = ports[HostPort(port.transport, other.everyAddress, port.port)] else { return false }
        return reserved.scope != .nothing
    }

    /// Releases a port.
    ///
    /// Closes its socket unless the socket reserves another port as well.
    mutating func release(_ port: HostPort, watchedBy poller: borrowing Poller) {
        guard let reserved = ports.removeValue(forKey: port) else { return }
        settling.remove(port)
        ended.append(reserved.reservation)
        guard let number = reserved.socket, sharedSocket(for: port) != number else { return }
        close(number, watchedBy: poller)
    }

    /// Releases all ports.
    mutating func close() {
        isClosed = true
        ports = [:]
        sockets = [:]
    }

    /// Returns the number of an existing socket for the same port of the other family that reserves this port too.
    private func sharedSocket(for port: HostPort) -> UInt64? {
        guard port.address.isUnspecified else { return nil }
        let other: IPFamily = port.address.family == .v4 ? .v6 : .v4
        guard
            let number = ports[HostPort(port.transport, other.everyAddress, port.port)]?.socket,
            sockets[number]?.isOfBothFamilies == true
        else { return nil }
        return number
    }

    /// Watches sockets for arrivals: all of them, or none.
    private mutating func watch(
        _ opened: [SocketRequest.Opened],
        by poller: borrowing Poller
    ) throws(PortError) -> [(HostPort, UInt64)] {
        var watched: [(port: HostPort, number: UInt64)] = []
        for (port, socket) in opened {
            guard let socket else { continue }
            // A socket for the port of both families appears twice.
            if let last = watched.last, sockets[last.number] === socket {
                watched.append((port, last.number))
                continue
            }
            let number = nextNumber()
            do throws(SyscallError) {
                try socket.descriptor.withRaw { raw throws(SyscallError) in
                    try poller.add(raw, for: .readable, as: EventToken(.reservedPort, number: number))
                }
            } catch {
                watched.forEach { close($0.number, watchedBy: poller) }
                throw .failed(port, "\(error.number)")
            }
            sockets[number] = socket
            watched.append((port, number))
        }
        return watched
    }

    private mutating func close(_ number: UInt64, watchedBy poller: borrowing Poller) {
        sockets.removeValue(forKey: number)?.descriptor.withRaw { poller.remove($0) }
    }

    private mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }
}
