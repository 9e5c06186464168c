public import Logging
import Synchronization

/// A log of what clients cause: one line per cause and minute, with a count where it stands for more than one event.
///
/// Whoever keeps one calls ``flush(at:)`` from time to time, so that the last events of a burst are counted in the log as well.
public final class LimitedLog: Sendable {
    private struct Cause: Hashable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    /// How many characters of a value are logged.
    private static let valueLimit = 1000

    private let logger: Logger
    private let limit: Mutex<LogLimit<Cause, [String: String]>>

    /// A log that writes to `logger`, one line per cause and interval.
    public init(_ logger: Logger, interval: Duration = .seconds(60), causes: Int = 64) {
        self.logger = logger
        limit = Mutex(LogLimit(interval: interval, causes: causes))
    }

    /// Whether ``flush(at:)`` may have something to write later.
    public var isPending: Bool { limit.withLock { $0.isPending } }

    /// Logs an event, or counts it.
    ///
    /// - Parameters:
    ///   - level: The level; what the logger does not write is not counted.
    ///   - message: What happened.
    ///   - cause: Why, as metadata: events of one message and one cause are counted together.
    ///   - details: Metadata that does not tell causes apart, such as the client's address; a line has those of its last event.
    ///   - now: What time it is.
    public func record(
        _ level: Logger.Level,
        _ message: String,
        _ cause: [String: String],
        details: [String: String] = [:],
        at now: ContinuousClock.Instant = .now
    ) {
        guard level >= logger.logLevel else { return }
        let cause = Cause(level: level, message: message, metadata: cause.mapValues(Self.shortened))
        let details = details.mapValues(Self.shortened)
        guard let count = limit.withLock({ $0.record(cause, details, at: now) }) else { return }
        write(cause, details, count)
    }

    /// Writes the lines that have become due.
    public func flush(at now: ContinuousClock.Instant = .now) {
        for line in limit.withLock({ $0.due(at: now) }) {
            if let (cause, details) = line.event {
                write(cause, details, line.count)
            } else {
                logger.notice("events of further causes counted", metadata: ["count": "\(line.count)"])
            }
        }
    }

    /// The beginning of what is longer than a line can be.
    private static func shortened(_ text: String) -> String {
        text.utf8.count > valueLimit ? text.prefix(valueLimit) + "..." : text
    }

    private func write(_ cause: Cause, _ details: [String: String], _ count: Int) {
        var metadata = cause.metadata.merging(details) { $1 }.mapValues { Logger.MetadataValue.string($0) }
        if count > 1 { metadata["count"] = "\(count)" }
        logger.log(level: cause.level, "\(cause.message)", metadata: metadata)
    }
}
