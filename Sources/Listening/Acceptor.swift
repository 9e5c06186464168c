// SPDX-License-Identifier: Apache-2.0

import CLinux
package import LinuxSystem
package import LogLimits
import Logging
import Synchronization

/// A thread that accepts connections from a listening socket, and closes those that exceed the listener's limits.
///
/// NIO's server channel does not return the descriptor of a connection, without which a connection cannot be ended reliably. The channel
/// also drops the backlog when it closes.
package struct Acceptor: Sendable {
    /// The connections, in the order of their arrival; the consumer closes each.
    package let connections: AsyncStream<ClientConnection>

    private let stopping: WakeUp
    private let finishing: WakeUp
    private let thread: NativeThread

    /// Starts to accept connections from a socket, and closes the socket at the end.
    ///
    /// With TLS, a connection begins with a handshake.
    package init(
        _ socket: consuming ListeningSocket,
        limits: ListenerLimits,
        isTLS: Bool = false,
        log: LimitedLog
    ) throws(SyscallError) {
        let (connections, continuation) = AsyncStream.makeStream(of: ClientConnection.self)
        let (stopping, finishing) = (try WakeUp(), try WakeUp())
        self.connections = connections
        self.stopping = stopping
        self.finishing = finishing
        // The thread takes ownership of the socket, so the socket is closed when the thread ends.
        let handover = Mutex<ListeningSocket?>(socket)
        self.thread = try NativeThread(name: "mdnp-accept") {
            guard let socket = handover.withLock({ $0.take() }) else { return }
            let accepted = Connections(limits, isTLS: isTLS)
            var backlog = Backlog(
                socket: socket,
                limits: limits,
                connections: accepted,
                stream: continuation,
                stopping: stopping,
                log: log
            )
            backlog.acceptUntilStopped()
            backlog.end()
            continuation.finish()
            accepted.endLate(every: limits.sweepInterval, until: finishing)
            log.flush()
        }
    }

    /// Stops accepting connections; ``connections`` still returns the accepted ones.
    ///
    /// A socket that mdnp created is closed once its backlog is empty. An adopted one keeps its backlog for the successor.
    package func stop() {
        stopping.signal()
    }

    /// Waits until the thread has ended, which blocks for a moment.
    ///
    /// Call it once, after ``stop()`` and after all connections are closed.
    package func join() {
        finishing.signal()
        thread.join()
    }
}

/// The clients of a socket that wait to be accepted.
private struct Backlog: ~Copyable {
    /// The pause after a failed attempt, in milliseconds, in which a descriptor may be closed.
    private static let pause: Int32 = 50
    /// The pause after a connection is closed for another, in milliseconds.
    ///
    /// Clients that keep connecting therefore cost a thousand connections per second at most, and a client that sends its request at
    /// once is not closed before the request is read.
    private static let displacementPause: Int32 = 1
    /// The number of connections that are accepted before deadlines are checked.
    private static let arrivalsPerTurn = 64
    /// The number of turns that empty the backlog at the end, while more clients may connect.
    private static let lastTurns = 100
    /// The time for accepting the rest of the backlog at the end.
    private static let lastTime = Duration.seconds(5)

    /// The event that ended a wait.
    private enum Event {
        /// A timeout, or an interrupt.
        case nothing
        /// The signal to stop.
        case signalled
        /// A client in the backlog.
        case connected
    }

    /// The reason for which no further connection is accepted for now.
    private enum PauseReason {
        /// The backlog is empty.
        case noneLeft
        /// Deadlines are to be checked first.
        case turn
        /// The limit of connections is reached.
        case full
        /// The kernel returned an error.
        case failure(ErrorNumber)
    }

    private let socket: ListeningSocket
    private let limits: ListenerLimits
    private let connections: Connections
    private let stream: AsyncStream<ClientConnection>.Continuation
    private let stopping: WakeUp
    private let log: LimitedLog
    private var lastSweep = ContinuousClock.now
    private var isFailing = false

    init(
        socket: consuming ListeningSocket,
        limits: ListenerLimits,
        connections: Connections,
        stream: AsyncStream<ClientConnection>.Continuation,
        stopping: WakeUp,
        log: LimitedLog
    ) {
        self.socket = socket
        self.limits = limits
        self.connections = connections
        self.stream = stream
        self.stopping = stopping
        self.log = log
    }

    /// Accepts connections until the stop signal.
    mutating func acceptUntilStopped() {
        while true {
            let event = wait(within: timeUntilSweep)
            guard event != .signalled else { return }
            sweep()
            guard event == .connected else { continue }
            switch acceptSome() {
            case .noneLeft, .turn: continue
            case .full: if stopping.descriptor.isReadable(within: Self.displacementPause) { return }
            case .failure: if stopping.descriptor.isReadable(within: Self.pause) { return }
            }
        }
    }

    /// Closes the socket; one that mdnp created only after its backlog is empty.
    consuming func end() {
        guard socket.isOwn else { return }
        socket.removeFile()
        // On a port, a shutdown also refuses the clients in the backlog.
        for _ in 0..<Self.lastTurns { guard case .turn = acceptSome() else { break } }
        // From here on the kernel refuses clients that opened the file before.
        socket.descriptor.withRaw { _ = shutdown($0, Int32(SHUT_RDWR)) }
        acceptRest()
    }

    /// Accepts the rest of the backlog, as far as possible within ``lastTime``.
    private mutating func acceptRest() {
        let deadline = ContinuousClock.now + Self.lastTime
        while ContinuousClock.now < deadline {
            switch acceptSome() {
            case .noneLeft, .failure(.invalid): return
            case .turn: continue
            case .full: usleep(UInt32(Self.displacementPause) * 1000)
            case .failure: usleep(UInt32(Self.pause) * 1000)
            }
        }
    }

    /// Accepts connections until no further one can be accepted; returns the reason.
    private mutating func acceptSome() -> PauseReason {
        for _ in 0..<Self.arrivalsPerTurn {
            if connections.isFull {
                // No connection is closed without another client in the backlog.
                guard socket.descriptor.isReadable() else { return .noneLeft }
                guard connections.makeRoom() else { return .full }
            }
            let descriptor = socket.descriptor.withRaw { clinux_accept_next($0) }
            guard descriptor < 0 else {
                note(nil)
                let connection = connections.add(descriptor)
                if case .terminated = stream.yield(connection) {
                    close(descriptor)
                    connection.closed()
                }
                continue
            }
            switch ErrorNumber.last {
            // The client has disconnected already, or a signal interrupted the call.
            case ErrorNumber(rawValue: ECONNABORTED), .interrupted: continue
            case .tryAgain: return .noneLeft
            case let failure:
                if failure != .invalid || !socket.isOwn { note(failure) }
                return .failure(failure)
            }
        }
        return .turn
    }

    /// Closes late connections and flushes the log, once per sweep interval.
    private mutating func sweep() {
        let now = ContinuousClock.now
        guard now - lastSweep >= limits.sweepInterval else { return }
        lastSweep = now
        connections.endLate()
        log.flush(at: now)
    }

    /// The time until the next sweep, in milliseconds; -1 for no sweep.
    private var timeUntilSweep: Int32 {
        connections.isEmpty && !log.isPending ? -1 : Int32(limits.sweepInterval / .milliseconds(1))
    }

    /// Waits for the stop signal, a client or a timeout; -1 for no timeout.
    private func wait(within milliseconds: Int32) -> Event {
        stopping.descriptor.withRaw { stop in
            socket.descriptor.withRaw { socket in
                var waiting = [stop, socket].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
                guard poll(&waiting, nfds_t(waiting.count), milliseconds) > 0 else { return .nothing }
                return waiting[0].revents != 0 ? .signalled : .connected
            }
        }
    }

    /// Logs that connections cannot be accepted, and that they can again.
    private mutating func note(_ failure: ErrorNumber?) {
        guard isFailing != (failure != nil) else { return }
        isFailing = failure != nil
        if let failure {
            log.record(.warning, message: "cannot accept connections", cause: ["cause": "\(failure)"])
        } else {
            log.record(.notice, message: "accepting connections again", cause: [:])
        }
    }
}

extension Connections {
    /// Ends late connections once per interval, until the finish signal.
    fileprivate func endLate(every interval: Duration, until finishing: WakeUp) {
        let stop = ContinuousClock.now
        while !finishing.descriptor.isReadable(within: Int32(interval / .milliseconds(1))) {
            endLate(stoppedAt: stop)
        }
    }
}
