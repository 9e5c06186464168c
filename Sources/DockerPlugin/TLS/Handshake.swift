// SPDX-License-Identifier: Apache-2.0

import Listening
import LogLimits
import Logging
import NIOCore
import NIOTLS

/// A channel handler that reports a finished TLS handshake to the listener, and logs a failed one.
final class Handshake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: ClientConnection
    private let log: LimitedLog
    private var isFinished = false

    /// Creates the handler of a new connection.
    init(of connection: ClientConnection, log: LimitedLog) {
        self.connection = connection
        self.log = log
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            isFinished = true
            connection.record(.handshakeFinished)
        }
        // The listener logs the reason itself.
        if event is EndReason { isFinished = true }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refuse(HandshakeFailure(error), in: context)
        context.fireErrorCaught(error)
    }

    /// Logs once why a handshake failed; a client that disconnects is logged at level debug.
    private func refuse(_ failure: HandshakeFailure, in context: ChannelHandlerContext) {
        guard !isFinished else { return }
        isFinished = true
        log.record(
            failure == .gone ? .debug : .notice,
            message: "client rejected",
            cause: ["cause": "\(failure)"],
            details: context.client
        )
    }
}
