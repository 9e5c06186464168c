// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel
import Synchronization

/// Lets the kernel forget connections that were led by what is no more, never inside a call: looking for them means looking at all there are.
public final class ConnectionSweeper: Sendable {
    private let dataplane: any Dataplane
    private let ports: any PortHolder
    private let logger: Logger
    private let waiting = Mutex<Set<ConnectionPattern>>([])
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// How long it gathers before it looks: what one container publishes comes port by port.
    private static var gathering: Duration { .milliseconds(10) }

    /// How long it rests afterwards: a look takes the kernel some 10 ms, and where containers come and go there would be one after the other.
    private static var rest: Duration { .milliseconds(250) }

    init(dataplane: any Dataplane, ports: any PortHolder, logger: Logger) {
        self.dataplane = dataplane
        self.ports = ports
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says which connections are to be forgotten.
    func forget(_ patterns: [ConnectionPattern]) {
        guard !patterns.isEmpty else { return }
        add(patterns)
        signal.yield()
    }

    /// Works until the task is cancelled.
    public func run() async {
        for await _ in signals {
            try? await Task.sleep(for: Self.gathering)
            let patterns = take()
            guard !patterns.isEmpty else { continue }
            do {
                let count = try await dataplane.forget(patterns)
                logger.debug("connections forgotten", metadata: ["count": "\(count)"])
            } catch {
                logger.error("connections not forgotten", metadata: ["cause": "\(error)"])
            }
            // No flow passes the firewall any more that should be led: what still comes, no rule leads.
            ports.relay(patterns.compactMap(\.missing), .everything)
            try? await Task.sleep(for: Self.rest)
        }
    }

    // Not inlined into a function that pauses: it may go on in another thread, and the lock remembers the thread that has it (see `Announcer`).

    @inline(never) private func add(_ more: [ConnectionPattern]) { waiting.withLock { $0.formUnion(more) } }

    /// Those that wait; none waits afterwards.
    @inline(never) private func take() -> Set<ConnectionPattern> {
        waiting.withLock { patterns in
            defer { patterns = [] }
            return patterns
        }
    }
}

extension ConnectionPattern {
    /// The publication that the connections of the pattern were not led by.
    fileprivate var missing: Publication? {
        if case .missing(let publication) = self { publication } else { nil }
    }
}
