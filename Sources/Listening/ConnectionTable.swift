// SPDX-License-Identifier: Apache-2.0

/// The connections of a listener: decides which are late, and which one is closed for a new one.
///
/// A pure value: each call passes the current time.
struct ConnectionTable: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// The room for a new connection.
    enum Room: Hashable {
        /// The limit is not reached.
        case free
        /// The limit is reached until this connection is closed.
        case displacing(UInt64)
        /// The limit is reached, and no connection can be closed now.
        case none
    }

    /// The age from which an unfinished request is closed before an idle connection.
    static let graceTime = Duration.milliseconds(50)
    /// The time for all clients once the listener stops.
    static let stopTime = Duration.seconds(5)

    private let limits: ListenerLimits
    private let isTLS: Bool
    private var entries: [UInt64: ConnectionProgress] = [:]
    private var lastNumber: UInt64 = 0
    /// The last connection that was closed for another, and the time.
    private var displaced: (number: UInt64, time: Instant)?

    /// Creates an empty table.
    init(_ limits: ListenerLimits, isTLS: Bool) {
        self.limits = limits
        self.isTLS = isTLS
    }

    /// The number of connections.
    var count: Int { entries.count }

    /// A Boolean value that indicates the limit of connections is reached.
    var isFull: Bool { entries.count >= limits.connections }

    /// Adds a connection; returns its number.
    mutating func add(at now: Instant) -> UInt64 {
        lastNumber += 1
        entries[lastNumber] = ConnectionProgress(isTLS: isTLS, since: now)
        return lastNumber
    }

    /// Updates the progress of a connection.
    mutating func record(_ event: ClientEvent, of number: UInt64, at now: Instant) {
        guard let index = entries.index(forKey: number) else { return }
        entries.values[index].record(event, at: now)
    }

    /// Removes a connection that is closed.
    mutating func remove(_ number: UInt64) {
        entries[number] = nil
    }

    /// Returns the connections that exceed a time limit; each once, and again for each head time that it stays open.
    ///
    /// Once the listener has stopped, ``stopTime`` is the limit of all.
    mutating func late(at now: Instant, stoppedAt stop: Instant? = nil) -> [(number: UInt64, reason: EndReason)] {
        var late: [(UInt64, EndReason)] = []
        for (number, entry) in entries {
            guard let reason = entry.lateness(at: now, under: limits, stoppedAt: stop) else { continue }
            entries[number]?.ended = now
            late.append((number, reason))
        }
        return late
    }

    /// Returns the room for a new connection, and chooses the connection that is closed for it.
    mutating func makeRoom(at now: Instant) -> Room {
        guard isFull else { return .free }
        // One at a time: closing takes a moment, in which no other connection needs to be closed.
        if let displaced, entries[displaced.number] != nil, now - displaced.time < Self.graceTime { return .none }
        let waiting = entries.filter { $0.value.isDisplaceable }
        let unfinished = waiting.filter { !$0.value.isIdle }.min { $0.value.since < $1.value.since }
        let idle = waiting.filter { $0.value.isIdle }.min { $0.value.since < $1.value.since }
        let isOld = unfinished.map { now - $0.value.since >= Self.graceTime } ?? false
        guard let number = (isOld ? unfinished : idle ?? unfinished)?.key else { return .none }
        entries[number]?.ended = now
        displaced = (number, now)
        return .displacing(number)
    }
}
