import CLinux
import LinuxSystem
import Logging

/// Takes connections from a listening socket until it is told to stop, on a thread of its own.
///
/// Not NIO's server channel: that one does not tell the descriptor of a connection, without which no connection is ended
/// with certainty, and what waits in the backlog would be lost with it.
struct Acceptor: Sendable {
    /// The descriptors of the connections, in the order they came; whoever takes one closes it.
    let connections: AsyncStream<Int32>

    private let wakeUp: WakeUp
    private let thread: NativeThread

    /// Begins to take connections from a socket, which it closes at the end.
    init(_ socket: ListeningSocket, logger: Logger) throws(SyscallError) {
        let (connections, continuation) = AsyncStream.makeStream(of: Int32.self)
        let wakeUp = try WakeUp()
        self.connections = connections
        self.wakeUp = wakeUp
        self.thread = try NativeThread(name: "mdnp-accept") {
            var backlog = Backlog(socket: socket, connections: continuation, wakeUp: wakeUp, logger: logger)
            backlog.takeUntilStopped()
            backlog.end()
        }
    }

    /// Takes no more connections; those that were taken are still handed over.
    ///
    /// A socket of our own ends with all that came before; an adopted one keeps for the successor what nobody has taken.
    func stop() {
        wakeUp.signal()
    }

    /// Waits until the socket is closed; blocks for a moment, once, after ``stop()``.
    func join() {
        thread.join()
    }
}

/// The connections that wait for being taken, as the thread that takes them sees them.
private struct Backlog {
    /// For how long nothing is taken after an attempt that failed, in milliseconds: until somebody has closed a descriptor.
    private static let pause: Int32 = 50
    /// How many times at the end connections are tried for that cannot be taken.
    private static let lastAttempts = 100

    let socket: ListeningSocket
    let connections: AsyncStream<Int32>.Continuation
    let wakeUp: WakeUp
    let logger: Logger
    private var isFailing = false

    init(
        socket: ListeningSocket,
        connections: AsyncStream<Int32>.Continuation,
        wakeUp: WakeUp,
        logger: Logger
    ) {
        self.socket = socket
        self.connections = connections
        self.wakeUp = wakeUp
        self.logger = logger
    }

    /// Takes connections as they come.
    mutating func takeUntilStopped() {
        while !isStopped(within: -1, orConnected: true) {
            guard takeAll() != .tryAgain else { continue }
            if isStopped(within: Self.pause) { return }
        }
    }

    /// Closes the socket; one that nobody else has only when nothing waits any more.
    mutating func end() {
        if socket.isOwn {
            socket.removeFile()
            // On a port, those that wait would be refused with those that come.
            _ = takeAll()
            // From here on the kernel refuses whoever found the file before.
            shutdown(socket.descriptor, Int32(SHUT_RDWR))
            for _ in 0..<Self.lastAttempts {
                let failure = takeAll()
                guard failure != .tryAgain, failure != .invalid else { break }
                usleep(UInt32(Self.pause) * 1000)
            }
        }
        close(socket.descriptor)
        connections.finish()
    }

    /// Takes connections until there is no other to be had; answers why.
    private mutating func takeAll() -> ErrorNumber {
        while true {
            let connection = clinux_accept_next(socket.descriptor)
            guard connection < 0 else {
                note(nil)
                if case .terminated = connections.yield(connection) { close(connection) }
                continue
            }
            switch ErrorNumber.last {
            // The client has gone already, or a signal came.
            case ErrorNumber(rawValue: ECONNABORTED), .interrupted: continue
            case let failure:
                if failure != .tryAgain, failure != .invalid || !socket.isOwn { note(failure) }
                return failure
            }
        }
    }

    /// Whether we are to stop, once that is so, or a client has connected, or the time is over; -1 is for ever.
    private func isStopped(within milliseconds: Int32, orConnected: Bool = false) -> Bool {
        wakeUp.descriptor.withRaw { stop in
            var waiting = [
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
                pollfd(fd: orConnected ? socket.descriptor : -1, events: Int16(POLLIN), revents: 0),
            ]
            return poll(&waiting, nfds_t(waiting.count), milliseconds) > 0 && waiting[0].revents != 0
        }
    }

    /// Says that connections cannot be taken, and that they can again, once each.
    private mutating func note(_ failure: ErrorNumber?) {
        guard isFailing != (failure != nil) else { return }
        isFailing = failure != nil
        if let failure {
            logger.warning("connections wait", metadata: ["cause": "\(failure)"])
        } else {
            logger.notice("connections are taken again")
        }
    }
}
