import Logging
import NetworkModel
import Synchronization

/// Deletes buried links, a whole group at a time and never inside a call: taking one link away makes the kernel wait some 15 ms, and
/// taking a hundred away together hardly longer.
public struct Reaper: Sendable {
    /// How far it has come.
    public struct Progress: Hashable, Sendable {
        /// How many links were buried and are not deleted yet.
        public var waiting = 0
        /// How many were deleted since the start.
        public var deleted = 0
    }

    /// How far it has come.
    public var progress: Progress { ledger.read() }

    private let dataplane: any Dataplane
    private let logger: Logger
    private let ledger = Ledger()
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// How long it gathers the dead before it takes them away.
    private static var gathering: Duration { .milliseconds(200) }

    /// How long it waits after a failure.
    private static var rest: Duration { .milliseconds(500) }

    init(dataplane: any Dataplane, logger: Logger) {
        self.dataplane = dataplane
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says that links were buried.
    func buried(_ count: Int = 1) {
        ledger.note(buried: count)
        signal.yield()
    }

    /// Works until the task is cancelled.
    public func run() async {
        for await _ in signals {
            try? await Task.sleep(for: Self.gathering)
            let waiting = progress.waiting
            do {
                let count = try await dataplane.reap()
                // All that were buried before are gone, by whomever; some that came meanwhile may be.
                ledger.note(gone: waiting, deleted: count)
                logger.debug("links reaped", metadata: ["count": "\(count)"])
            } catch {
                logger.error("links not reaped", metadata: ["cause": "\(error)"])
                // Nobody may ever be buried again and wake it: it tries again by itself.
                try? await Task.sleep(for: Self.rest)
                signal.yield()
            }
        }
    }
}

/// The progress, for all copies of the reaper.
private final class Ledger: Sendable {
    private let progress = Mutex(Reaper.Progress())

    // Not inlined into a function that pauses: it may go on in another thread, and the lock remembers the thread that has it (see `Announcer`).

    @inline(never) func read() -> Reaper.Progress { progress.withLock { $0 } }

    @inline(never) func note(buried count: Int) { progress.withLock { $0.waiting += count } }

    @inline(never) func note(gone: Int, deleted: Int) {
        progress.withLock { progress in
            progress.waiting -= gone
            progress.deleted += deleted
        }
    }
}
