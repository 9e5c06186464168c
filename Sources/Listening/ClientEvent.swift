// SPDX-License-Identifier: Apache-2.0

/// An event of a connection that its listener takes into account.
package enum ClientEvent: Hashable, Sendable {
    /// The TLS handshake is finished.
    case handshakeFinished
    /// Bytes were received that complete neither head nor request.
    case bytesReceived
    /// A request head was received.
    case headReceived
    /// A request was received completely.
    case requestReceived
    /// The first bytes of a response were written.
    case answerBegun
    /// All bytes of a response were written to the socket.
    case answerFinished
}

/// The reason for which a listener ends a connection.
package enum EndReason: Hashable, Sendable, CaseIterable {
    /// The TLS handshake took too long.
    case lateHandshake
    /// The client has sent nothing since it connected.
    case silent
    /// The request head took too long.
    case lateHead
    /// The request body took too long.
    case lateBody
    /// The client does not receive its response.
    case lateReceipt
    /// The client has sent nothing since the last response.
    case idle
    /// The limit of connections is reached, and another client has connected.
    case displaced
    /// The listener stops.
    case stopped
    /// The connection is still open long after it was ended.
    case overdue

    /// A Boolean value that indicates the client may be about to send a request; a request sent by then is answered.
    package var isGraceful: Bool { [.silent, .idle, .displaced].contains(self) }
}
