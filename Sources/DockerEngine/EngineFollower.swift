// SPDX-License-Identifier: Apache-2.0

public import Logging
import NIOCore
public import NetworkModel
import Synchronization

/// A background follower of a Docker engine that keeps the names of networks and containers.
///
/// No call waits for the follower. If the engine is absent, slow or incompatible, names stay unknown or as they were. No plugin call sends
/// a request to the engine: the engine would wait for its plugin.
public final class EngineFollower: EngineWitness {
    /// The last known facts.
    ///
    /// Names stay after the engine has stopped, since containers may keep running.
    public var facts: EngineFacts { known.withLock { $0 } }

    private let socketPath: String
    private let logger: Logger
    private let timeLimit: Duration
    private let known = Mutex(EngineFacts())

    /// The time for which a burst of events is gathered before one reading.
    private static var gathering: Duration { .milliseconds(100) }

    /// The delay of a second reading: the engine sends some events before its lists contain the change.
    private static var settling: Duration { .seconds(1) }

    /// The interval at which the lists are read even without an event.
    private static var rereading: Duration { .seconds(30) }

    /// The time limit of a reading for a user's command.
    private static var askingTime: Duration { .seconds(1) }

    /// Creates a follower of the engine at this Unix socket.
    ///
    /// - Parameters:
    ///   - socketPath: The path of the engine's socket.
    ///   - logger: The logger for an unreachable engine.
    ///   - timeLimit: The time limit of each response. A starting engine responds late while it waits for its plugins.
    public init(socketPath: String, logger: Logger, timeLimit: Duration = .seconds(10)) {
        self.socketPath = socketPath
        self.logger = logger
        self.timeLimit = timeLimit
    }

    /// Reads the facts now; keeps the last known ones if the engine does not respond within a second.
    public func freshFacts() async -> EngineFacts {
        let limit = min(timeLimit, Self.askingTime)
        let answer = try? await EngineClient(socketPath: socketPath, timeLimit: limit).facts()
        if let answer { record(answer) }
        return facts
    }

    /// Follows the engine until the task is cancelled.
    public func run() async {
        var backoff = Backoff()
        var isSilenceLogged = false
        while !Task.isCancelled {
            let client = EngineClient(socketPath: socketPath, timeLimit: timeLimit)
            do {
                // Subscribed before the lists are read, so that no change in between is missed.
                let events = try await client.events()
                try await read(client)
                backoff.reset()
                isSilenceLogged = false
                try await follow(client, events: events)
            } catch {
                if !isSilenceLogged { logger.debug("cannot reach Docker engine", metadata: ["cause": "\(error)"]) }
                isSilenceLogged = true
            }
            forgetVersion()
            try? await Task.sleep(for: backoff.pause())
        }
    }

    private func read(_ client: EngineClient) async throws {
        let facts = try await client.facts()
        record(facts)
    }

    // Not inlined into a function that suspends: such a function may continue on another thread, while a lock belongs to the thread that
    // locked it (see `Announcer`).
    @inline(never) private func record(_ facts: EngineFacts) { known.withLock { $0 = facts } }

    @inline(never) private func forgetVersion() { known.withLock { $0.version = nil } }

    /// Reads again after each event and periodically, until the engine stops or becomes unresponsive.
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
                // A pause in proportion to the reading limits the load of long lists and many events on the engine.
                try await Task.sleep(for: (ContinuousClock.now - start) * 10)
            }
            throw EngineError("the connection ended")
        }
    }
}
