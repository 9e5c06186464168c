// SPDX-License-Identifier: Apache-2.0

public import Logging
import NIOCore
public import NetworkModel
import Synchronization

/// Follows a Docker engine in the background, and knows by what names people know networks and containers.
///
/// Nobody ever waits for it: an engine that is away, slow, or says what nobody understands changes nothing but that names stay unknown, or what they
/// were. It is never asked from within a call of its own: engines wait for their plugins.
public final class EngineFollower: EngineWitness {
    /// What is known by now; names outlast the engine, since containers may.
    public var facts: EngineFacts { known.withLock { $0 } }

    private let socketPath: String
    private let logger: Logger
    private let timeLimit: Duration
    private let known = Mutex(EngineFacts())

    /// Events come in bursts; they are answered together.
    private static var gathering: Duration { .milliseconds(100) }

    /// Some events are told a moment before lists show what happened.
    private static var settling: Duration { .seconds(1) }

    /// After how long the lists are read though nothing was told.
    private static var rereading: Duration { .seconds(30) }

    /// How long a person who asks waits for the engine.
    private static var askingTime: Duration { .seconds(1) }

    /// A follower of the engine behind a Unix socket.
    ///
    /// - Parameter timeLimit: How long the engine may take for one answer: one that starts keeps everybody waiting while it waits for its plugins.
    public init(socketPath: String, logger: Logger, timeLimit: Duration = .seconds(10)) {
        self.socketPath = socketPath
        self.logger = logger
        self.timeLimit = timeLimit
    }

    /// Asks the engine now; where it does not answer within a second, what was known stays.
    public func freshFacts() async -> EngineFacts {
        let limit = min(timeLimit, Self.askingTime)
        let answer = try? await EngineClient(socketPath: socketPath, timeLimit: limit).facts()
        if let answer { know(answer) }
        return facts
    }

    /// Follows until the task is cancelled.
    public func run() async {
        var backoff = Backoff()
        var isSilenceTold = false
        while !Task.isCancelled {
            let client = EngineClient(socketPath: socketPath, timeLimit: timeLimit)
            do {
                // Listened to before the lists are read: what happens in between is not missed.
                let events = try await client.events()
                try await read(client)
                backoff.reset()
                isSilenceTold = false
                try await follow(client, events: events)
            } catch {
                if !isSilenceTold { logger.debug("no engine answers", metadata: ["cause": "\(error)"]) }
                isSilenceTold = true
            }
            forgetVersion()
            try? await Task.sleep(for: backoff.pause())
        }
    }

    private func read(_ client: EngineClient) async throws {
        let facts = try await client.facts()
        know(facts)
    }

    // Not inlined into a function that pauses: it may go on in another thread, and the lock remembers the thread that has it (see `Announcer`).
    @inline(never) private func know(_ facts: EngineFacts) { known.withLock { $0 = facts } }

    @inline(never) private func forgetVersion() { known.withLock { $0.version = nil } }

    /// Reads again after what happens, and from time to time, until the engine ends or is silent.
    private func follow(_ client: EngineClient, events: AsyncThrowingStream<ByteBuffer, any Error>) async throws {
        enum Signal { case event, time }
        let (signals, signal) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingNewest(1))
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                defer { signal.finish() }
                for try await _ in events { signal.yield(.event) }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.rereading)
                    signal.yield(.time)
                }
            }
            for await cause in signals {
                try await Task.sleep(for: Self.gathering)
                let start = ContinuousClock.now
                try await read(client)
                if cause == .event {
                    group.addTask {
                        try await Task.sleep(for: Self.settling)
                        signal.yield(.time)
                    }
                }
                // Where the lists are long and much happens, the engine has better things to do.
                try await Task.sleep(for: (ContinuousClock.now - start) * 10)
            }
            throw EngineError("it has ended")
        }
    }
}
