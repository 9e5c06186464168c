// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import LogLimits
import Logging
import NetworkModel
import Synchronization

/// The event loop of the relay thread.
///
/// The loop and all relayed traffic belong to that thread alone.
final class RelayLoop {
    /// The number of connections or datagrams that one socket receives before others get their turn.
    static let arrivalsPerTurn = 64

    let state: RelayState
    let limits: RelayLimits
    let log: LimitedLog
    /// The buffer for bytes between two sockets, large enough for a datagram.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    var allowance: Allowance
    /// The arrival time of the current events.
    private(set) var now = ContinuousClock.now

    var streams: [UInt64: StreamRelay] = [:]
    var counts: StreamCounts
    /// The deadlines of the connections to containers that are not established yet.
    var connecting: [UInt64: ContinuousClock.Instant] = [:]
    /// The datagram sessions by the number of the port's reservation.
    var sessions: [UInt64: SessionTable<DatagramClient, DatagramSession>] = [:]
    /// The datagram sessions by their numbers, with their reservations.
    var datagrams: [UInt64: (reservation: UInt64, session: DatagramSession)] = [:]
    /// The sockets that are paused until the next maintenance.
    private var paused: Set<UInt64> = []

    private var events = [epoll_event](repeating: epoll_event(), count: 64)
    private var lastCheck = ContinuousClock.now
    private var lastNumber: UInt64 = 0

    init(_ state: RelayState, limits: RelayLimits, log: LimitedLog) {
        self.state = state
        self.limits = limits
        self.log = log
        allowance = Allowance(limit: limits.descriptors)
        counts = StreamCounts(portLimit: limits.streamsPerPort, networkLimit: limits.streamsPerNetwork)
    }

    deinit {
        buffer.deallocate()
    }

    /// Runs until the registry is closed.
    func run() {
        while true {
            // Without pending work, the thread waits for the next event without a limit.
            let isIdle = connecting.isEmpty && datagrams.isEmpty && paused.isEmpty && !log.isPending
            let count = state.poller.wait(into: &events, milliseconds: isIdle ? -1 : 1000)
            now = .now
            for event in events[..<count] {
                guard let token = EventToken(rawValue: event.data.u64) else { continue }
                if token.kind == .bell {
                    guard readChanges() else { return }
                } else {
                    serve(token, events: PollEvents(rawValue: event.events))
                }
            }
            if now - lastCheck >= .seconds(1) { checkDeadlines() }
        }
    }

    func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Stops to receive from a reserved socket for a moment.
    func pause(_ socket: UInt64) {
        log.record(
            .warning,
            message: "cannot accept connections on published ports",
            cause: ["cause": "no descriptors left"]
        )
        paused.insert(socket)
        state.registry.withLock { $0.watch(socket, isWatched: false, by: state.poller) }
    }

    private func serve(_ token: EventToken, events: PollEvents) {
        switch token.kind {
        case .bell: break
        case .reservedPort: arrive(at: token.number)
        case .client, .container: relay(events, of: token)
        case .session: answer(from: token.number)
        }
    }

    private func arrive(at socket: UInt64) {
        let transport = state.registry.withLock { $0.sockets[socket]?.host.transport }
        switch transport {
        case .tcp, .sctp: acceptClients(at: socket)
        case .udp: receiveDatagrams(at: socket)
        case nil: break
        }
    }

    /// Ends the released reservations; false if the registry is closed.
    private func readChanges() -> Bool {
        let (ended, settling, isClosed) = state.registry.withLock { registry in
            defer { registry.ended = [] }
            return (Set(registry.ended), registry.settling, registry.isClosed)
        }
        for (number, relay) in streams where isClosed || ended.contains(relay.reservation) {
            relay.reset()
            forget(number)
        }
        for reservation in ended { endSessions(of: reservation) }
        for port in settling { settle(port) }
        return !isClosed
    }

    /// Ends late connections and idle sessions, and resumes paused sockets.
    private func checkDeadlines() {
        lastCheck = now
        for (number, deadline) in connecting where deadline <= now {
            streams[number]?.reset()
            forget(number)
        }
        endIdleSessions()
        log.flush(at: now)
        let paused = paused
        self.paused = []
        state.registry.withLock { registry in
            for socket in paused { registry.watch(socket, isWatched: true, by: state.poller) }
        }
    }
}
