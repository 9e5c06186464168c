// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import LogLimits
import Logging
import NetworkModel
import Synchronization

extension RelayLoop {
    /// Receives the datagrams that clients have sent to a reserved port.
    func receiveDatagrams(at socket: UInt64) {
        for _ in 0..<Self.arrivalsPerTurn where !receiveDatagram(at: socket) { return }
    }

    /// Receives all datagrams that arrived before the port relays everything: the firewall leads their flows from now on.
    func settle(_ port: HostPort) {
        if let socket = state.registry.withLock({ $0.ports[port]?.socket }) {
            for _ in 0..<Self.waitingDatagrams where !receiveDatagram(at: socket) { break }
        }
        state.registry.withLock { $0.settle(port) }
    }

    /// More datagrams than a socket buffer of the kernel holds (`net.core.rmem_default`).
    private static var waitingDatagrams: Int { 4096 }

    /// Receives the next datagram; false if there is none.
    private func receiveDatagram(at socket: UInt64) -> Bool {
        guard let datagram = state.registry.withLock({ $0.receive(on: socket, into: buffer) }) else { return false }
        if let (client, target) = datagram.route {
            session(of: client, target: target, on: socket)?.send(
                UnsafeRawBufferPointer(rebasing: buffer[..<datagram.count])
            )
        }
        return true
    }

    /// Relays the datagrams that a container has sent to a client.
    func answer(from number: UInt64) {
        guard let (reservation, session) = datagrams[number] else { return }
        _ = sessions[reservation]?.use(session.client, at: now)
        for _ in 0..<Self.arrivalsPerTurn {
            guard let count = session.receive(into: buffer) else { return }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            state.registry.withLock { registry in
                registry.send(
                    bytes,
                    on: session.socket,
                    of: reservation,
                    to: session.client.sender,
                    from: session.client.receiver
                )
            }
        }
    }

    /// Ends the sessions of an ended reservation.
    func endSessions(of reservation: UInt64) {
        guard var table = sessions.removeValue(forKey: reservation) else { return }
        end(table.removeAll())
    }

    /// Ends the idle sessions.
    func endIdleSessions() {
        for reservation in sessions.keys {
            end(sessions[reservation]?.removeIdle(for: limits.idleTime, at: now) ?? [])
            if sessions[reservation]?.count == 0 { sessions[reservation] = nil }
        }
    }

    /// Returns the session of a client, or creates one if none leads to the container; nil if it cannot be created.
    private func session(of client: DatagramClient, target: Target, on socket: UInt64) -> DatagramSession? {
        var table = sessions.removeValue(forKey: target.reservation) ?? SessionTable(limit: limits.sessionsPerPort)
        defer { sessions[target.reservation] = table }
        if let session = table.use(client, at: now), session.container == target.container { return session }
        makeRoom(in: &table, for: client, target: target)
        if !allowance.allocate(1) {
            guard let oldest = table.removeOldest() else { return nil }
            end([oldest])
            guard allowance.allocate(1) else { return nil }
        }
        let number = nextNumber()
        let session = try? DatagramSession(
            number,
            of: client,
            to: target.container,
            on: socket,
            watchedBy: state.poller
        )
        guard let session else {
            allowance.release(1)
            return nil
        }
        datagrams[number] = (target.reservation, session)
        end(table.add(session, for: client, at: now))
        return session
    }

    /// Ends the least recently used session of a client network that is at its limit.
    private func makeRoom(
        in table: inout SessionTable<DatagramClient, DatagramSession>,
        for client: DatagramClient,
        target: Target
    ) {
        let limit = limits.sessionsPerNetwork
        let isNeighbour = { (other: DatagramClient) in other.network == client.network }
        guard table.count(where: isNeighbour) >= limit, let oldest = table.removeOldest(where: isNeighbour) else {
            return
        }
        end([oldest])
        log.record(
            .notice,
            message: "datagram session ended",
            cause: ["cause": "limit of \(limit) sessions per client network reached", "port": "\(target.port)"],
            details: ["client": "\(target.client)"],
            at: now
        )
    }

    private func end(_ sessions: [DatagramSession]) {
        for session in sessions where datagrams.removeValue(forKey: session.number) != nil { allowance.release(1) }
    }
}
