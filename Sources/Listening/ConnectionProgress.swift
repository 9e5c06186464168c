// SPDX-License-Identifier: Apache-2.0

/// The progress of one connection, and the start of the current wait for its client.
struct ConnectionProgress: Hashable, Sendable {
    typealias Instant = ContinuousClock.Instant

    /// The received part of the next request.
    private enum Input {
        /// Nothing yet; the TLS handshake is not finished.
        case noHandshake
        /// Nothing since the connection was accepted.
        case nothing
        /// Nothing since the last request.
        case nothingMore
        /// A part of the head.
        case partOfHead
        /// The head, and possibly a part of the body.
        case head
    }

    private var input: Input
    /// The number of requests that are received and not answered; a client may pipeline several.
    private var owed = 0
    /// A Boolean value that indicates a response is being written.
    private var isAnswering = false
    /// A Boolean value that indicates the request being received is answered already.
    private var isAnsweredEarly = false
    /// The start of the current wait.
    private(set) var since: Instant
    /// The time at which the connection was ended; nil if it was not.
    var ended: Instant?

    /// Creates the progress of a new connection.
    init(isTLS: Bool, since now: Instant) {
        input = isTLS ? .noHandshake : .nothing
        since = now
    }

    /// A Boolean value that indicates the connection may be closed for another: no response is pending.
    var isDisplaceable: Bool { owed == 0 && !isAnswering && ended == nil }

    /// A Boolean value that indicates the client has a response and has sent nothing since.
    var isIdle: Bool { input == .nothingMore }

    /// Takes an event into account.
    mutating func record(_ event: ClientEvent, at now: Instant) {
        switch event {
        case .handshakeFinished:
            (input, since) = (.nothing, now)
        case .bytesReceived where input == .nothing:
            // The time for the first head starts with the connection.
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

    /// The reason for which the connection ends now; nil if it does not.
    func lateness(at now: Instant, under limits: ListenerLimits, stoppedAt stop: Instant?) -> EndReason? {
        if let ended { return now - ended >= limits.headTime && (owed == 0 || isAnswering) ? .overdue : nil }
        guard let (limit, reason) = limit(limits) else { return nil }
        if let limit, now - since >= limit { return reason }
        if let stop, now - max(since, stop) >= ConnectionTable.stopTime { return .stopped }
        return nil
    }

    /// The limit of the current wait, and the reason if it is exceeded; nil while a response is pending.
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
