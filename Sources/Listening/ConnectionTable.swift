/// The connections of a listener: decides which are late, and which one makes room for a new one.
///
/// A value without a clock: each call says what time it is.
struct ConnectionTable: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What a new connection finds.
    enum Room: Hashable {
        /// There is room.
        case free
        /// There will be, once this connection is closed.
        case displacing(UInt64)
        /// There is none for now.
        case none
    }

    /// An unfinished request this old makes room before an idle connection does, a younger one after it.
    static let graceTime = Duration.milliseconds(50)
    /// How long a client has once the listener stops.
    static let stopTime = Duration.seconds(5)

    private let limits: ListenerLimits
    private let isTLS: Bool
    private var entries: [UInt64: ConnectionProgress] = [:]
    private var lastNumber: UInt64 = 0
    /// The connection that was told to make room last, and when.
    private var displaced: (number: UInt64, time: Instant)?

    /// An empty table.
    init(_ limits: ListenerLimits, isTLS: Bool) {
        self.limits = limits
        self.isTLS = isTLS
    }

    /// How many connections there are.
    var count: Int { entries.count }

    /// Whether all places are taken.
    var isFull: Bool { entries.count >= limits.connections }

    /// Adds a connection; returns its number.
    mutating func add(at now: Instant) -> UInt64 {
        lastNumber += 1
        entries[lastNumber] = ConnectionProgress(isTLS: isTLS, since: now)
        return lastNumber
    }

    /// Takes an event of a connection into account.
    mutating func record(_ event: ClientEvent, of number: UInt64, at now: Instant) {
        guard let index = entries.index(forKey: number) else { return }
        entries.values[index].record(event, at: now)
    }

    /// Removes a connection that is closed.
    mutating func remove(_ number: UInt64) {
        entries[number] = nil
    }

    /// The connections that have used up their time; each once, and once more if it is not closed as long after.
    ///
    /// Once the listener has stopped, none has longer than ``stopTime``.
    mutating func late(at now: Instant, stoppedAt stop: Instant? = nil) -> [(number: UInt64, reason: EndReason)] {
        var late: [(UInt64, EndReason)] = []
        for (number, entry) in entries {
            guard let reason = entry.lateness(at: now, limits, stoppedAt: stop) else { continue }
            entries[number]?.ended = now
            late.append((number, reason))
        }
        return late
    }

    /// Whether a new connection can be taken, or which one is to be closed for it.
    mutating func makeRoom(at now: Instant) -> Room {
        guard isFull else { return .free }
        // One at a time: closing takes a moment, for which nobody else has to go.
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
