/// A step of a client's connection, as its listener sees it.
package enum ClientEvent: Hashable, Sendable {
    /// The TLS handshake is finished.
    case handshakeFinished
    /// Bytes were received that do not complete anything.
    case bytesReceived
    /// A request head was received.
    case headReceived
    /// A request was received to its end.
    case requestReceived
    /// The first bytes of an answer were written.
    case answerBegun
    /// The client has received an answer, as far as the kernel tells.
    case answerFinished
}

/// The reason for which a listener ends a connection by itself.
package enum EndReason: Hashable, Sendable, CaseIterable {
    /// The TLS handshake took too long.
    case lateHandshake
    /// The client has sent nothing since it connected.
    case silent
    /// The request head took too long.
    case lateHead
    /// The request body took too long.
    case lateBody
    /// The client does not receive its answer.
    case lateReceipt
    /// The client has sent nothing since its last answer.
    case idle
    /// Another client needs the place.
    case displaced
    /// The listener stops.
    case stopped
    /// The connection was to end before, and has not.
    case overdue

    /// Whether the client may be about to begin a request: what it has sent by then is answered.
    package var isGraceful: Bool { [.silent, .idle, .displaced].contains(self) }
}
