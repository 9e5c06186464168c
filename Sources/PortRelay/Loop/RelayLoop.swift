// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import LogLimits
import Logging
import NetworkModel
import Synchronization

/// What the thread that relays does: waits for events, and serves one after the other.
///
/// It belongs to that thread alone, and so does everything that is relayed.
final class RelayLoop {
    /// How many connections or datagrams are taken from one socket before others have their turn.
    static let arrivalsPerTurn = 64

    let state: RelayState
    let limits: RelayLimits
    let log: LimitedLog
    /// Where bytes are on their way from one socket to another; a datagram fits into it.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    var allowance: Allowance
    /// When the events that are being served came.
    private(set) var now = ContinuousClock.now

    var streams: [UInt64: StreamRelay] = [:]
    var counts: StreamCounts
    /// Until when those that are not connected yet have to be.
    var connecting: [UInt64: ContinuousClock.Instant] = [:]
    /// The sessions of datagrams, by the holding of the port.
    var sessions: [UInt64: SessionTable<DatagramClient, DatagramSession>] = [:]
    /// The holding of each session, and the session.
    var datagrams: [UInt64: (holding: UInt64, session: DatagramSession)] = [:]
    /// The sockets from which nothing is taken until the next look around.
    private var paused: Set<UInt64> = []

    private var events = [epoll_event](repeating: epoll_event(), count: 64)
    private var lastLook = ContinuousClock.now
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

    /// Serves until nothing will be held any more.
    func run() {
        while true {
            // Where nothing is under way, nothing happens until somebody comes.
            let isIdle = connecting.isEmpty && datagrams.isEmpty && paused.isEmpty && !log.isPending
            let count = state.poller.wait(into: &events, milliseconds: isIdle ? -1 : 1000)
            now = .now
            for event in events[..<count] {
                guard let token = EventToken(rawValue: event.data.u64) else { continue }
                if token.kind == .bell {
                    guard takeOrders() else { return }
                } else {
                    serve(token, events: PollEvents(rawValue: event.events))
                }
            }
            if now - lastLook >= .seconds(1) { lookAround() }
        }
    }

    func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Takes nothing from a held socket for a moment.
    func pause(_ socket: UInt64) {
        log.record(
            .warning,
            message: "published ports cannot accept connections",
            cause: ["cause": "no descriptors left for relays"]
        )
        paused.insert(socket)
        state.registry.withLock { $0.watch(socket, isWatched: false, by: state.poller) }
    }

    private func serve(_ token: EventToken, events: PollEvents) {
        switch token.kind {
        case .bell: break
        case .held: arrive(at: token.number)
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

    /// Ends what was released; false if that is all.
    private func takeOrders() -> Bool {
        let (ended, settling, isClosed) = state.registry.withLock { registry in
            defer { registry.ended = [] }
            return (Set(registry.ended), registry.settling, registry.isClosed)
        }
        for (number, relay) in streams where isClosed || ended.contains(relay.holding) {
            relay.reset()
            forget(number)
        }
        for holding in ended { endSessions(of: holding) }
        for port in settling { settle(port) }
        return !isClosed
    }

    /// Ends what took too long, and takes up what was paused.
    private func lookAround() {
        lastLook = now
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
