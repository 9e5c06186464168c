// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// The ports that are held: what those who hold and release, and the thread that relays, have in common.
///
/// Whoever uses a socket does so under the lock that guards this, so that none is closed meanwhile.
struct Registry {
    private(set) var ports: [HostPort: HeldPort] = [:]
    private(set) var sockets: [UInt64: HeldSocket] = [:]
    /// The holdings that have ended since the thread last asked.
    var ended: [UInt64] = []
    /// The ports from which everything is relayed once the thread has taken what came to them before.
    private(set) var settling: Set<HostPort> = []
    /// Whether nothing will be held any more.
    var isClosed = false
    private var lastNumber: UInt64 = 0
    /// How many sockets there may be.
    private let limit: Int

    /// Holds nothing yet, and never by more sockets than the limit.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the ports that are not held, by the sockets that `open` opens; then leads all to their containers.
    mutating func hold(
        _ publications: [Publication],
        admission: Admission,
        watchedBy poller: borrowing Poller,
        open: ([Opening]) throws(PortError) -> [Opening.Opened]
    ) throws(PortError) {
        var missing: [HostPort] = []
        var numbers: [HostPort: UInt64] = [:]
        for port in publications.map(\.host) where ports[port] == nil && !missing.contains(port) {
            if let number = sharedSocket(for: port) { numbers[port] = number } else { missing.append(port) }
        }
        if !missing.isEmpty {
            let openings = Opening.all(for: missing)
            // What is left is for Docker, who would be told of nothing else, and for the state.
            guard sockets.count + openings.count <= limit else { throw PortError(.tooManyDescriptors, at: missing[0]) }
            for (port, number) in try watch(open(openings), by: poller) { numbers[port] = number }
        }
        for publication in publications {
            let port = publication.host
            if ports[port]?.container == publication.container {
                ports[port]?.admission = admission
                continue
            }
            let held = ports[port]
            ports[port] = HeldPort(
                holding: held?.holding ?? nextNumber(),
                socket: held.map(\.socket) ?? numbers[port],
                container: publication.container,
                admission: admission
            )
        }
    }

    /// Sets what is relayed from the ports of publications that are held for their containers.
    mutating func relay(_ publications: [Publication], scope: RelayScope) {
        for publication in publications {
            let port = publication.host
            guard var held = ports[port], held.container == publication.container else { continue }
            settling.remove(port)
            if port.transport == .udp, scope == .everything, held.scope == .untranslated {
                settling.insert(port)
                continue
            }
            if let end = held.relay(scope, of: port.transport, as: nextNumber()) { ended.append(end) }
            ports[port] = held
            guard let socket = held.socket.flatMap({ sockets[$0] }) else { continue }
            socket.dropArrivals(held.scope == .nothing && !(socket.isOfBothFamilies && relaysOther(than: port)))
        }
    }

    /// Relays everything from a port whose datagrams from before are taken.
    mutating func settle(_ port: HostPort) {
        guard settling.remove(port) != nil else { return }
        _ = ports[port]?.relay(.everything, of: port.transport, as: 0)
    }

    /// A Boolean value that indicates whether something is relayed from the same port of the other family.
    private func relaysOther(than port: HostPort) -> Bool {
        let other: IPFamily = port.address.family == .v4 ? .v6 : .v4
        guard let held = ports[HostPort(port.transport, other.everyAddress, port.port)] else { return false }
        return held.scope != .nothing
    }

    /// Lets a port go, and closes its socket unless that holds another one as well.
    mutating func release(_ port: HostPort, watchedBy poller: borrowing Poller) {
        guard let held = ports.removeValue(forKey: port) else { return }
        settling.remove(port)
        ended.append(held.holding)
        guard let number = held.socket, sharedSocket(for: port) != number else { return }
        close(number, watchedBy: poller)
    }

    /// Lets everything go.
    mutating func close() {
        isClosed = true
        ports = [:]
        sockets = [:]
    }

    /// The number of a socket that is there for the same port of the other family, and holds this one too.
    private func sharedSocket(for port: HostPort) -> UInt64? {
        guard port.address.isUnspecified else { return nil }
        let other: IPFamily = port.address.family == .v4 ? .v6 : .v4
        guard
            let number = ports[HostPort(port.transport, other.everyAddress, port.port)]?.socket,
            sockets[number]?.isOfBothFamilies == true
        else { return nil }
        return number
    }

    /// Has the thread hear of who comes to sockets; of all, or of none.
    private mutating func watch(
        _ opened: [Opening.Opened],
        by poller: borrowing Poller
    ) throws(PortError) -> [(HostPort, UInt64)] {
        var watched: [(port: HostPort, number: UInt64)] = []
        for (port, socket) in opened {
            guard let socket else { continue }
            // One that holds the port of both families comes twice.
            if let last = watched.last, sockets[last.number] === socket {
                watched.append((port, last.number))
                continue
            }
            let number = nextNumber()
            do throws(SyscallError) {
                try socket.descriptor.withRaw { raw throws(SyscallError) in
                    try poller.add(raw, for: .readable, as: EventToken(.held, number: number))
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
