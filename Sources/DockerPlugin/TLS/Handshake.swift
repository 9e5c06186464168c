// SPDX-License-Identifier: Apache-2.0

import Listening
import LogLimits
import Logging
import NIOCore
import NIOTLS

/// Sees a client through its TLS handshake: tells the listener when it is finished, and the log why it fails.
final class Handshake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: ClientConnection
    private let log: LimitedLog
    private var isOver = false

    /// The handshake of a connection that has just been made.
    init(of connection: ClientConnection, log: LimitedLog) {
        self.connection = connection
        self.log = log
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            isOver = true
            connection.record(.handshakeFinished)
        }
        // Whoever ends the connection says why.
        if event is EndReason { isOver = true }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refuse(HandshakeFailure(error), context)
        context.fireErrorCaught(error)
    }

    /// Says once why a client is turned away; one that goes by itself is no news.
    private func refuse(_ failure: HandshakeFailure, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        log.record(
            failure == .gone ? .debug : .notice,
            message: "client turned away",
            cause: ["cause": "\(failure)"],
            details: context.client
        )
    }
}
