// SPDX-License-Identifier: Apache-2.0

public import Logging
import Synchronization

/// A log of events that clients cause: one line per cause and minute, with a count if a line reports more than one event.
///
/// The owner calls ``flush(at:)`` periodically, so that the log also counts the last events of a burst.
public final class LimitedLog: Sendable {
    private struct Cause: Hashable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    /// The maximum length of a logged value, in characters.
    private static let valueLimit = 1000

    private let logger: Logger
    private let limit: Mutex<LogLimit<Cause, [String: String]>>

    /// Creates a log that writes to `logger`, one line per cause and interval.
    public init(_ logger: Logger, interval: Duration = .seconds(60), causes: Int = 64) {
        self.logger = logger
        limit = Mutex(LogLimit(interval: interval, causes: causes))
    }

    /// A Boolean value that indicates a later call of ``flush(at:)`` may write lines.
    public var isPending: Bool { limit.withLock { $0.isPending } }

    /// Logs an event, or counts it.
    ///
    /// - Parameters:
    ///   - level: The level; events below the logger's level are ignored.
    ///   - message: The event: past participle and object.
    ///   - cause: The cause, as metadata; events with equal message and cause are counted together.
    ///   - details: Metadata that does not distinguish causes, such as the client address; a line has those of its last event.
    ///   - now: The current time.
    public func record(
        _ level: Logger.Level,
        message: String,
        cause: [String: String],
        details: [String: String] = [:],
        at now: ContinuousClock.Instant = .now
    ) {
        guard level >= logger.logLevel else { return }
        let cause = Cause(level: level, message: message, metadata: cause.mapValues(Self.shortened))
        let details = details.mapValues(Self.shortened)
        guard let count = limit.withLock({ $0.record(cause, details: details, at: now) }) else { return }
        write(cause, details: details, count: count)
    }

    /// Writes the lines that are due.
    public func flush(at now: ContinuousClock.Instant = .now) {
        for line in limit.withLock({ $0.due(at: now) }) {
            if let (cause, details) = line.event {
                write(cause, details: details, count: line.count)
            } else {
                logger.notice("further events not shown", metadata: ["count": "\(line.count)"])
            }
        }
    }

    /// Truncates a value to the maximum length.
    private static func shortened(_ text: String) -> String {
        text.utf8.count > valueLimit ? text.prefix(valueLimit) + "..." : text
    }

    private func write(_ cause: Cause, details: [String: String], count: Int) {
        var metadata = cause.metadata.merging(details) { $1 }.mapValues { Logger.MetadataValue.string($0) }
        if count > 1 { metadata["count"] = "\(count)" }
        logger.log(level: cause.level, "\(cause.message)", metadata: metadata)
    }
}
