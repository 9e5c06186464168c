// SPDX-License-Identifier: Apache-2.0

public import DBusWire
import NIOCore
import NIOPosix
import Synchronization

/// A connection to a message bus over its Unix socket, authenticated by the credentials of the process (SASL `EXTERNAL`).
///
/// A time limit applies to the authentication and to each reply of the bus. Bytes from the bus are decoded within ``DBusLimits``; anything
/// else ends the connection.
public final class DBusConnection: Sendable {
    /// The signals that match the rules of the connection.
    ///
    /// Of the unread signals, only the newest is kept.
    public let signals: AsyncStream<DBusMessage>

    private struct State {
        var serial: UInt32 = 0
        var calls: [UInt32: AsyncStream<DBusMessage>.Continuation] = [:]
    }

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let timeLimit: Duration
    private let state = Mutex(State())
    private let signal: AsyncStream<DBusMessage>.Continuation
    private let authentications: AsyncStream<Void>
    private let authentication: AsyncStream<Void>.Continuation

    private init(_ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, timeLimit: Duration) {
        self.outbound = outbound
        self.timeLimit = timeLimit
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (authentications, authentication) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Connects to a bus, runs a closure with the connection, and closes it.
    ///
    /// - Throws: Errors of the closure; ``DBusError``, ``DBusWire/DBusFormatError`` or an error of the socket if the connection ends
    ///   before.
    public static func withConnection(
        to socketPath: String,
        timeLimit: Duration,
        _ work: @escaping @Sendable (DBusConnection) async throws -> Void
    ) async throws {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.nanoseconds(Int64(timeLimit / .nanoseconds(1))))
        let channel = try await bootstrap.connect(unixDomainSocketPath: socketPath) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        try await channel.executeThenClose { inbound, outbound in
            let connection = DBusConnection(outbound, timeLimit: timeLimit)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await connection.read(inbound) }
                group.addTask {
                    try await connection.open()
                    try await work(connection)
                }
                _ = try await group.next()
            }
        }
    }

    /// Calls a method, and returns the values of its reply.
    ///
    /// The bus starts no program for the call.
    ///
    /// - Parameter limit: The time limit of the reply; the limit of the connection if nil.
    /// - Throws: ``DBusError``.
    public func call(
        _ method: DBusMethod,
        with arguments: DBusValue...,
        within limit: Duration? = nil
    ) async throws -> [DBusValue] {
        let (serial, answers) = expectAnswer()
        defer { forget(serial) }
        var message = DBusMessage(.call, serial: serial)
        message.flags = DBusMessage.noAutoStart
        message.destination = method.destination
        message.path = method.path
        message.interface = method.interface
        message.member = method.name
        message.body = arguments
        let buffer = ByteBuffer(bytes: message.encoded)
        let answer = try await within(limit ?? timeLimit) { [outbound] in
            try await outbound.write(buffer)
            for await answer in answers { return answer }
            throw DBusError.closed
        }
        if answer.kind == .error {
            throw DBusError.refused(name: answer.errorName ?? "", text: answer.body.first?.string ?? "")
        }
        return answer.body
    }

    /// Subscribes to the signals that match a rule (`type='signal',…`).
    public func subscribe(to rule: String) async throws {
        _ = try await call(.bus("AddMatch"), with: .string(rule))
    }

    private func open() async throws {
        try await within(timeLimit) { [outbound, authentications] in
            // The bus reads the identity of the process from the socket, so the command claims none.
            try await outbound.write(ByteBuffer(string: "\0AUTH EXTERNAL\r\n"))
            for await _ in authentications { return }
            throw DBusError.closed
        }
        _ = try await call(.bus("Hello"))
    }

    private func read(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws {
        var stream = DBusStream()
        var isAuthenticated = false
        for try await buffer in inbound {
            stream.append(buffer.readableBytesView)
            while !isAuthenticated, let line = try stream.line() { isAuthenticated = try await answer(line) }
            while isAuthenticated, let message = try stream.message() { receive(message) }
        }
        throw DBusError.closed
    }

    /// Replies to a line of the authentication; returns whether it was the last.
    private func answer(_ line: String) async throws -> Bool {
        switch line.split(separator: " ").first {
        case "DATA":
            try await outbound.write(ByteBuffer(string: "DATA\r\n"))
            return false
        case "OK":
            try await outbound.write(ByteBuffer(string: "BEGIN\r\n"))
            authentication.yield()
            return true
        default: throw DBusError.notAuthenticated(line)
        }
    }

    // Not inlined into a function that suspends: such a function may continue on another thread, and the lock records its owner thread (see
    // `Announcer`).
    @inline(never) private func expectAnswer() -> (serial: UInt32, answers: AsyncStream<DBusMessage>) {
        let (answers, answer) = AsyncStream<DBusMessage>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let serial = state.withLock { state in
            state.serial &+= 1
            if state.serial == 0 { state.serial = 1 }
            state.calls[state.serial] = answer
            return state.serial
        }
        return (serial, answers)
    }

    @inline(never) private func forget(_ serial: UInt32) {
        state.withLock { $0.calls[serial] = nil }
    }

    @inline(never) private func receive(_ message: DBusMessage) {
        switch message.kind {
        case .answer, .error:
            guard let serial = message.replySerial else { return }
            state.withLock { $0.calls[serial] }?.yield(message)
        case .signal: signal.yield(message)
        default: break
        }
    }
}

/// Runs a closure with a time limit.
private func within<Answer: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw DBusError.timedOut(limit)
        }
        guard let first = try await group.next() else { throw DBusError.closed }
        return first
    }
}
