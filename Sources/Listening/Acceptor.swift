import CLinux
package import LinuxSystem
package import LogLimits
import Logging

/// Takes connections from a listening socket until it is told to stop, on a thread of its own, and ends those that keep it waiting.
///
/// Not NIO's server channel: that one does not tell the descriptor of a connection, without which no connection is ended
/// with certainty, and what waits in the backlog would be lost with it.
package struct Acceptor: Sendable {
    /// The connections, in the order they came; whoever takes one closes it.
    package let connections: AsyncStream<ClientConnection>

    private let stopping: WakeUp
    private let finishing: WakeUp
    private let thread: NativeThread

    /// Begins to take connections from a socket, which it closes at the end.
    ///
    /// With TLS, a connection begins with a handshake.
    package init(
        _ socket: ListeningSocket,
        limits: ListenerLimits,
        isTLS: Bool = false,
        log: LimitedLog
    ) throws(SyscallError) {
        let (connections, continuation) = AsyncStream.makeStream(of: ClientConnection.self)
        let (stopping, finishing) = (try WakeUp(), try WakeUp())
        self.connections = connections
        self.stopping = stopping
        self.finishing = finishing
        self.thread = try NativeThread(name: "mdnp-accept") {
            var backlog = Backlog(
                socket: socket,
                limits: limits,
                isTLS: isTLS,
                stream: continuation,
                stopping: stopping,
                finishing: finishing,
                log: log
            )
            backlog.takeUntilStopped()
            backlog.end()
            backlog.watchUntilFinished()
        }
    }

    /// Takes no more connections; those that were taken are still handed over.
    ///
    /// A socket of our own ends with all that came before; an adopted one keeps for the successor what nobody has taken.
    package func stop() {
        stopping.signal()
    }

    /// Waits until the socket is closed; blocks for a moment, once, after ``stop()``, when all connections are closed.
    package func join() {
        finishing.signal()
        thread.join()
    }
}

/// The connections that wait for being taken, and those that were, as the thread that takes them sees them.
private struct Backlog {
    /// For how long nothing is taken after an attempt that failed, in milliseconds: until somebody has closed a descriptor.
    private static let pause: Int32 = 50
    /// For how long nothing is taken after a connection was told to make room, in milliseconds.
    ///
    /// So a crowd that keeps connecting costs a thousand connections a second at most, and a client that sends its request at once is
    /// not told to go before it is read.
    private static let displacementPause: Int32 = 1
    /// How many connections are taken before the others are looked at.
    private static let arrivalsPerTurn = 64
    /// How many turns at the end take what waits, where more may come meanwhile.
    private static let lastTurns = 100
    /// For how long at the end connections are tried for that cannot be taken.
    private static let lastTime = Duration.seconds(5)

    /// What was waited for.
    private enum Event {
        /// The time is over, or a signal of the system came.
        case nothing
        /// The thread is to go on to what follows.
        case signalled
        /// A client has connected.
        case connected
    }

    /// Why no further connection is taken for now.
    private enum Obstacle {
        /// There is none.
        case noneLeft
        /// Others have their turn.
        case turn
        /// All places are taken.
        case full
        /// The kernel refuses.
        case failure(ErrorNumber)
    }

    let socket: ListeningSocket
    let stream: AsyncStream<ClientConnection>.Continuation
    let stopping: WakeUp
    let finishing: WakeUp
    let log: LimitedLog
    private let limits: ListenerLimits
    private let connections: Connections
    private var lastSweep = ContinuousClock.now
    private var isFailing = false

    init(
        socket: ListeningSocket,
        limits: ListenerLimits,
        isTLS: Bool,
        stream: AsyncStream<ClientConnection>.Continuation,
        stopping: WakeUp,
        finishing: WakeUp,
        log: LimitedLog
    ) {
        self.socket = socket
        self.limits = limits
        self.stream = stream
        self.stopping = stopping
        self.finishing = finishing
        self.log = log
        connections = Connections(limits, isTLS: isTLS)
    }

    /// Takes connections as they come.
    mutating func takeUntilStopped() {
        while true {
            let event = wait(for: stopping, within: timeUntilSweep, orConnected: true)
            guard event != .signalled else { return }
            sweep()
            guard event == .connected else { continue }
            switch takeSome() {
            case .noneLeft, .turn: continue
            case .full: if wait(for: stopping, within: Self.displacementPause) == .signalled { return }
            case .failure: if wait(for: stopping, within: Self.pause) == .signalled { return }
            }
        }
    }

    /// Closes the socket; one that nobody else has only when nothing waits any more.
    mutating func end() {
        if socket.isOwn {
            socket.removeFile()
            // On a port, those that wait would be refused with those that come.
            for _ in 0..<Self.lastTurns { guard case .turn = takeSome() else { break } }
            // From here on the kernel refuses whoever found the file before.
            shutdown(socket.descriptor, Int32(SHUT_RDWR))
            takeRest()
        }
        close(socket.descriptor)
        stream.finish()
    }

    /// Ends those that keep the listener waiting until all are closed.
    mutating func watchUntilFinished() {
        let stop = ContinuousClock.now
        while wait(for: finishing, within: Int32(limits.sweepInterval / .milliseconds(1))) != .signalled {
            connections.endLate(stoppedAt: stop)
        }
        log.flush()
    }

    /// Takes all connections that wait, as far as they can be taken within some seconds.
    private mutating func takeRest() {
        let deadline = ContinuousClock.now + Self.lastTime
        while ContinuousClock.now < deadline {
            switch takeSome() {
            case .noneLeft, .failure(.invalid): return
            case .turn: continue
            case .full: usleep(UInt32(Self.displacementPause) * 1000)
            case .failure: usleep(UInt32(Self.pause) * 1000)
            }
        }
    }

    /// Takes connections until there is no other to be had, or others have their turn.
    private mutating func takeSome() -> Obstacle {
        for _ in 0..<Self.arrivalsPerTurn {
            if connections.isFull {
                // Nobody has to go unless somebody else comes.
                guard isClientWaiting else { return .noneLeft }
                guard connections.makeRoom() else { return .full }
            }
            let descriptor = clinux_accept_next(socket.descriptor)
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
            // The client has gone already, or a signal came.
            case ErrorNumber(rawValue: ECONNABORTED), .interrupted: continue
            case .tryAgain: return .noneLeft
            case let failure:
                if failure != .invalid || !socket.isOwn { note(failure) }
                return .failure(failure)
            }
        }
        return .turn
    }

    /// Ends connections that have used up their time, and logs what was counted, from time to time.
    private mutating func sweep() {
        let now = ContinuousClock.now
        guard now - lastSweep >= limits.sweepInterval else { return }
        lastSweep = now
        connections.endLate()
        log.flush(at: now)
    }

    /// How long nothing has to be looked at, in milliseconds; -1 is for ever.
    private var timeUntilSweep: Int32 {
        connections.isEmpty && !log.isPending ? -1 : Int32(limits.sweepInterval / .milliseconds(1))
    }

    /// Waits until a signal is given, a client has connected, or the time is over; -1 is for ever.
    private func wait(for wakeUp: WakeUp, within milliseconds: Int32, orConnected: Bool = false) -> Event {
        wakeUp.descriptor.withRaw { raw in
            var waiting = [
                pollfd(fd: raw, events: Int16(POLLIN), revents: 0),
                pollfd(fd: orConnected ? socket.descriptor : -1, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, nfds_t(waiting.count), milliseconds) > 0 else { return .nothing }
            return waiting[0].revents != 0 ? .signalled : .connected
        }
    }

    /// Whether a connection is there to be taken.
    private var isClientWaiting: Bool {
        var waiting = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) > 0
    }

    /// Says that connections cannot be taken, and that they can again.
    private mutating func note(_ failure: ErrorNumber?) {
        guard isFailing != (failure != nil) else { return }
        isFailing = failure != nil
        if let failure {
            log.record(.warning, "cannot accept connections", ["cause": "\(failure)"])
        } else {
            log.record(.notice, "accepting connections again", [:])
        }
    }
}
