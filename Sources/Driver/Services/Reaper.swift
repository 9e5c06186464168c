// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel
import Synchronization

/// Deletes retired links, a whole group at a time and never inside a call: taking one link away makes the kernel wait some 15 ms, and
/// taking a hundred away together hardly longer.
public final class Reaper: Sendable {
    /// How far it has come.
    public struct Progress: Hashable, Sendable {
        /// How many links were retired and are not deleted yet.
        public var waiting = 0
        /// How many were deleted since the start.
        public var deleted = 0
    }

    /// How far it has come.
    public var progress: Progress { read() }

    private let dataplane: any Dataplane
    private let logger: Logger
    private let ledger = Mutex(Progress())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// How long it gathers retired links before it takes them away.
    private static var gathering: Duration { .milliseconds(200) }

    /// How long it waits after a failure.
    private static var rest: Duration { .milliseconds(500) }

    init(dataplane: any Dataplane, logger: Logger) {
        self.dataplane = dataplane
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes that links were retired.
    func retired(_ count: Int = 1) {
        note(retired: count)
        signal.yield()
    }

    /// Works until the task is cancelled.
    public func run() async {
        for await _ in signals {
            try? await Task.sleep(for: Self.gathering)
            let waiting = progress.waiting
            do {
                let count = try await dataplane.reap()
                // All that were retired before are gone, by whomever; some that came meanwhile may be.
                note(gone: waiting, deleted: count)
                logger.debug("links reaped", metadata: ["count": "\(count)"])
            } catch {
                logger.error("links not reaped", metadata: ["cause": "\(error)"])
                // No further link may ever be retired and wake it: it tries again by itself.
                try? await Task.sleep(for: Self.rest)
                signal.yield()
            }
        }
    }

    // Not inlined into a function that pauses: it may go on in another thread, and the lock remembers the thread that has it (see `Announcer`).

    @inline(never) private func read() -> Progress { ledger.withLock { $0 } }

    @inline(never) private func note(retired count: Int) { ledger.withLock { $0.waiting += count } }

    @inline(never) private func note(gone: Int, deleted: Int) {
        ledger.withLock { progress in
            progress.waiting -= gone
            progress.deleted += deleted
        }
    }
}
