// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel

/// Observes the kernel after changes by other programs, and every resync interval in case of a lost event, and repairs differences.
///
/// Such changes are common: a host reloads its rules, Docker creates its chains when it starts, and an administrator changes links.
public struct DataplaneKeeper: Sendable {
    private let reconciler: Reconciler

    /// The time for which changes are collected, as they come in bursts.
    private static var pause: Duration { .milliseconds(50) }

    /// The most passes in a row: calls may change the desired state during a repair.
    private static var passes: Int { 3 }

    init(_ reconciler: Reconciler) {
        self.reconciler = reconciler
    }

    /// Runs until the task is cancelled.
    public func run() async {
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask { await listen(signal) }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: reconciler.context.timing.resyncInterval)
                    signal.yield()
                }
            }
            var watch = LivenessWatch(reconciler.context.timing.gracePeriods)
            var awaited: ContinuousClock.Instant?
            for await _ in signals {
                try? await Task.sleep(for: Self.pause)
                await repair(&watch)
                let due = watch.nextDue(after: .now)
                if let due, due != awaited {
                    group.addTask {
                        try? await Task.sleep(until: due, clock: .continuous)
                        signal.yield()
                    }
                }
                awaited = due
            }
            group.cancelAll()
        }
    }

    private func listen(_ signal: AsyncStream<Void>.Continuation) async {
        do {
            for await _ in try reconciler.dataplane.changes() { signal.yield() }
        } catch {
            reconciler.logger.error("cannot subscribe to kernel events", metadata: ["cause": "\(error)"])
        }
    }

    private func repair(_ watch: inout LivenessWatch) async {
        do {
            for _ in 1...Self.passes {
                guard try await reconciler.repair() else { break }
            }
            reconciler.context.clientListKeeper.wake()
            try await reconciler.reservePorts()
            try await reconciler.removeStale(&watch)
            try await reconciler.finishNetworks([.deleting])
        } catch {
            reconciler.logger.error("cannot repair", metadata: ["cause": "\(error)"])
        }
    }
}
