// SPDX-License-Identifier: Apache-2.0

/// A limit of one log line per cause and minute: decides when a line is due, and how many events it reports.
///
/// A pure value: each call passes the current time. The number of causes bounds both its memory and the lines that it allows.
public struct LogLimit<Cause: Hashable & Sendable, Details: Sendable>: Sendable {
    /// A line that is due.
    public struct Line: Sendable {
        /// The cause, and the details of its last event; nil for the events of all causes beyond the maximum number.
        public let event: (cause: Cause, details: Details)?
        /// The number of events that the line reports, at least 1.
        public let count: Int
    }

    private struct Entry {
        var lastLine: ContinuousClock.Instant
        var unlogged: Int
        var details: Details
    }

    private let interval: Duration
    private let causeLimit: Int
    private var entries: [Cause: Entry] = [:]
    private var others: (lastLine: ContinuousClock.Instant, unlogged: Int)?

    /// Creates a limit of one line per cause and interval, for a maximum number of causes at a time.
    public init(interval: Duration = .seconds(60), causes causeLimit: Int = 64) {
        self.interval = interval
        self.causeLimit = causeLimit
    }

    /// A Boolean value that indicates a line may become due without another event.
    public var isPending: Bool { others != nil || !entries.isEmpty }

    /// Counts an event; returns the number of events to log now, including this one, or nil for no line.
    ///
    /// The first event of a cause is logged at once.
    public mutating func record(_ cause: Cause, details: Details, at now: ContinuousClock.Instant) -> Int? {
        if let entry = entries[cause] {
            let isDue = now - entry.lastLine >= interval
            let count = entry.unlogged + 1
            let lastLine = isDue ? now : entry.lastLine
            entries[cause] = Entry(lastLine: lastLine, unlogged: isDue ? 0 : count, details: details)
            return isDue ? count : nil
        }
        guard entries.count < causeLimit else {
            // A client that produces a new cause for each event gets one line for all of them.
            others = (others?.lastLine ?? now, (others?.unlogged ?? 0) + 1)
            return nil
        }
        entries[cause] = Entry(lastLine: now, unlogged: 0, details: details)
        return 1
    }

    /// Returns the lines that are due without another event, and drops causes that had none for an interval.
    public mutating func due(at now: ContinuousClock.Instant) -> [Line] {
        var lines: [Line] = []
        for (cause, entry) in entries where now - entry.lastLine >= interval {
            entries[cause] = nil
            guard entry.unlogged > 0 else { continue }
            entries[cause] = Entry(lastLine: now, unlogged: 0, details: entry.details)
            lines.append(Line(event: (cause, entry.details), count: entry.unlogged))
        }
        if let rest = others, now - rest.lastLine >= interval {
            others = nil
            lines.append(Line(event: nil, count: rest.unlogged))
        }
        return lines
    }
}
