// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel
import Synchronization

/// Deletes conntrack entries of removed or changed ports and addresses, never within a call: a search lists all entries.
public final class ConnectionSweeper: Sendable {
    private let dataplane: any Dataplane
    private let ports: any PortReservations
    private let logger: Logger
    private let waiting = Mutex<Set<ConnectionPattern>>([])
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// The time for which patterns are collected before a search: the ports of one container arrive one by one.
    private static var gathering: Duration { .milliseconds(10) }

    /// The pause after a search.
    ///
    /// A search takes the kernel about 10 ms. Without a pause, a host with many starting and stopping containers would search continuously.
    private static var rest: Duration { .milliseconds(250) }

    init(dataplane: any Dataplane, ports: any PortReservations, logger: Logger) {
        self.dataplane = dataplane
        self.ports = ports
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds patterns of connections whose entries are to be deleted.
    func forget(_ patterns: [ConnectionPattern]) {
        guard !patterns.isEmpty else { return }
        add(patterns)
        signal.yield()
    }

    /// Runs until the task is cancelled.
    public func run() async {
        for await _ in signals {
            try? await Task.sleep(for: Self.gathering)
            let patterns = removeWaiting()
            guard !patterns.isEmpty else { continue }
            do {
                let count = try await dataplane.forget(patterns)
                logger.debug("connections deleted", metadata: ["count": "\(count)"])
            } catch {
                logger.error("cannot delete connections", metadata: ["cause": "\(error)"])
            }
            // No flow bypasses the map of ports any more: the rest of the traffic has no rule.
            ports.relay(patterns.compactMap(\.missing), in: .everything)
            try? await Task.sleep(for: Self.rest)
        }
    }

    // Not inlined into a function that suspends: it may resume on another thread, and the lock records its owner thread (see `Announcer`).

    @inline(never) private func add(_ more: [ConnectionPattern]) { waiting.withLock { $0.formUnion(more) } }

    /// Removes and returns the waiting patterns.
    @inline(never) private func removeWaiting() -> Set<ConnectionPattern> {
        waiting.withLock { patterns in
            defer { patterns = [] }
            return patterns
        }
    }
}

extension ConnectionPattern {
    /// The publication of a pattern of connections that were not translated by it.
    fileprivate var missing: Publication? {
        if case .missing(let publication) = self { publication } else { nil }
    }
}
