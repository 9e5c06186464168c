// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel
import Synchronization

/// Deletes retired links, a whole group at a time and never within a call.
///
/// The kernel takes about 15 ms to delete one link, and hardly longer to delete a hundred together.
public final class Reaper: Sendable {
    /// The progress of the reaper.
    public struct Progress: Hashable, Sendable {
        /// The number of retired links that are not deleted yet.
        public var waiting = 0
        /// The number of links that were deleted since the start.
        public var deleted = 0
    }

    /// The current progress.
    public var progress: Progress { read() }

    private let dataplane: any Dataplane
    private let logger: Logger
    private let ledger = Mutex(Progress())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// The time for which retired links are collected before their deletion.
    private static var gathering: Duration { .milliseconds(200) }

    /// The pause after a failure.
    private static var rest: Duration { .milliseconds(500) }

    init(dataplane: any Dataplane, logger: Logger) {
        self.dataplane = dataplane
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds retired links, and wakes the reaper.
    func retired(_ count: Int = 1) {
        note(retired: count)
        signal.yield()
    }

    /// Runs until the task is cancelled.
    public func run() async {
        for await _ in signals {
            try? await Task.sleep(for: Self.gathering)
            let waiting = progress.waiting
            do {
                let count = try await dataplane.reap()
                // All links that were retired before are gone, deleted here or elsewhere; newer ones may be gone too.
                note(gone: waiting, deleted: count)
                logger.debug("retired links deleted", metadata: ["count": "\(count)"])
            } catch {
                logger.error("cannot delete retired links", metadata: ["cause": "\(error)"])
                // Retry without a further retired link, as none may ever come.
                try? await Task.sleep(for: Self.rest)
                signal.yield()
            }
        }
    }

    // Not inlined into a function that suspends: it may resume on another thread, and the lock records its owner thread (see `Announcer`).

    @inline(never) private func read() -> Progress { ledger.withLock { $0 } }

    @inline(never) private func note(retired count: Int) { ledger.withLock { $0.waiting += count } }

    @inline(never) private func note(gone: Int, deleted: Int) {
        ledger.withLock { progress in
            progress.waiting -= gone
            progress.deleted += deleted
        }
    }
}
