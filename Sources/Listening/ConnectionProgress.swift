/// How far a client's connection is, and since when the client is waited for.
struct ConnectionProgress: Hashable, Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What has come of the next request.
    private enum Input {
        /// Nothing, of the TLS handshake neither.
        case noHandshake
        /// Nothing since the connection.
        case nothing
        /// Nothing since the last request.
        case nothingMore
        /// Some of its head.
        case partOfHead
        /// Its head, and perhaps some of its body.
        case head
    }

    private var input: Input
    /// How many requests are received and not answered to the end; a client may send several at once.
    private var owed = 0
    /// Whether an answer is on its way to the client.
    private var isAnswering = false
    /// Whether the request that comes is answered already.
    private var isAnsweredEarly = false
    /// Since when the client, or the answer, is waited for.
    private(set) var since: Instant
    /// When the connection was told to end.
    var ended: Instant?

    /// A connection that was made at a time.
    init(isTLS: Bool, since now: Instant) {
        input = isTLS ? .noHandshake : .nothing
        since = now
    }

    /// Whether it may be closed for another: nothing is owed to its client.
    var isDisplaceable: Bool { owed == 0 && !isAnswering && ended == nil }

    /// Whether the client has been answered before and has begun nothing since.
    var isIdle: Bool { input == .nothingMore }

    /// Takes an event into account.
    mutating func record(_ event: ClientEvent, at now: Instant) {
        switch event {
        case .handshakeFinished:
            (input, since) = (.nothing, now)
        case .bytesReceived where input == .nothing:
            // The time of the first head runs from the connection.
            input = .partOfHead
        case .bytesReceived where input == .nothingMore && isDisplaceable:
            (input, since) = (.partOfHead, now)
        case .bytesReceived:
            break
        case .headReceived:
            (input, since) = (.head, now)
        case .requestReceived:
            (input, since) = (.nothingMore, now)
            if !isAnsweredEarly { owed += 1 }
            isAnsweredEarly = false
        case .answerBegun:
            (isAnswering, since) = (true, now)
            isAnsweredEarly = owed == 0
        case .answerFinished:
            (isAnswering, since) = (false, now)
            owed = max(owed - 1, 0)
        }
    }

    /// Why the connection is to end now, if it is.
    func lateness(at now: Instant, _ limits: ListenerLimits, stoppedAt stop: Instant?) -> EndReason? {
        if let ended { return now - ended >= limits.headTime && (owed == 0 || isAnswering) ? .overdue : nil }
        guard let (limit, reason) = limit(limits) else { return nil }
        if let limit, now - since >= limit { return reason }
        if let stop, now - max(since, stop) >= ConnectionTable.stopTime { return .stopped }
        return nil
    }

    /// How long the client is waited for now, and what it is if it takes longer; nil while an answer is owed to it.
    private func limit(_ limits: ListenerLimits) -> (Duration?, EndReason)? {
        if isAnswering { return (limits.answerTime, .lateReceipt) }
        if owed > 0 { return nil }
        return switch input {
        case .noHandshake: (limits.headTime, .lateHandshake)
        case .nothing: (limits.headTime, .silent)
        case .partOfHead: (limits.headTime, .lateHead)
        case .head: (limits.bodyTime, .lateBody)
        case .nothingMore: (limits.idleTime, .idle)
        }
    }
}
