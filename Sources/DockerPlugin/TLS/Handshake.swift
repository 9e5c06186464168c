import Logging
import NIOCore
import NIOTLS

/// Sees a client through its TLS handshake: it has a time limit, and where it fails the log says why.
final class Handshake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How long a client has; Docker's gives up after as long.
    static let limit = TimeAmount.seconds(10)

    private let logger: Logger
    private var isOver = false
    private var end: Scheduled<Void>?

    /// The handshake of a connection that has just been made.
    init(logger: Logger) {
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        end = context.eventLoop.scheduleTask(in: Self.limit) {
            let (handshake, context) = handler.value
            handshake.refuse(.late, context)
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end?.cancel()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { finish() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refuse(HandshakeFailure(error), context)
        context.fireErrorCaught(error)
    }

    /// Says once why a client is turned away; one that goes by itself is no news.
    private func refuse(_ failure: HandshakeFailure, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        finish()
        logger.log(
            level: failure == .gone ? .debug : .notice,
            "client turned away",
            metadata: [
                "client": "\(context.remoteAddress?.ipAddress ?? "unknown")", "cause": "\(failure)",
            ]
        )
    }

    private func finish() {
        isOver = true
        end?.cancel()
    }
}
