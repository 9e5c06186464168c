import Logging
import NetworkModel

/// Deletes buried links, a whole group at a time and never inside a call: taking one link away makes the kernel wait some 15 ms, and
/// taking a hundred away together hardly longer.
public struct Reaper: Sendable {
    private let dataplane: any Dataplane
    private let logger: Logger
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

    /// Says that a link was buried.
    func wake() {
        signal.yield()
    }

    /// Works until the task is cancelled.
    public func run() async {
        for await _ in signals {
            try? await Task.sleep(for: Self.gathering)
            do {
                let count = try await dataplane.reap()
                logger.debug("links reaped", metadata: ["count": "\(count)"])
            } catch {
                logger.error("links not reaped", metadata: ["cause": "\(error)"])
                // Nobody may ever be buried again and wake it: it tries again by itself.
                try? await Task.sleep(for: Self.rest)
                wake()
            }
        }
    }
}
