// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel

/// Looks at the kernel whenever somebody else changed what is mdnp's, and from time to time in case that was not told, and puts right what is
/// not: hosts reload their rules, Docker makes its chains when it starts, and people touch links.
public struct DataplaneKeeper: Sendable {
    private let reconciler: Reconciler

    /// Changes come in bursts; they are answered together.
    private static var pause: Duration { .milliseconds(50) }

    /// How often it looks again after it put something right: while it did, calls may have changed what should be.
    private static var looks: Int { 3 }

    init(_ reconciler: Reconciler) {
        self.reconciler = reconciler
    }

    /// Works until the task is cancelled.
    public func run() async {
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask { await listen(signal) }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: reconciler.context.patience.look)
                    signal.yield()
                }
            }
            var ends = EndWatch(reconciler.context.patience.ends)
            var awaited: ContinuousClock.Instant?
            for await _ in signals {
                try? await Task.sleep(for: Self.pause)
                await putRight(&ends)
                let due = ends.nextDue(after: .now)
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
            reconciler.logger.error("kernel not watched", metadata: ["cause": "\(error)"])
        }
    }

    private func putRight(_ ends: inout EndWatch) async {
        do {
            for _ in 1...Self.looks {
                guard try await reconciler.repair() else { break }
            }
            reconciler.context.clientListKeeper.wake()
            try await reconciler.holdPorts()
            try await reconciler.removeStale(&ends)
            try await reconciler.finishNetworks([.deleting])
        } catch {
            reconciler.logger.error("not repaired", metadata: ["cause": "\(error)"])
        }
    }
}
