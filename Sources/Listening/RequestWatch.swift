// SPDX-License-Identifier: Apache-2.0

package import LogLimits
import Logging
package import NIOCore
package import NIOHTTP1

/// A channel handler behind the request decoder that reports events to the listener, and logs why a connection is ended.
package final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias OutboundIn = HTTPServerResponsePart

    private let connection: ClientConnection
    private let limits: ListenerLimits
    private let log: LimitedLog
    private var hasReceivedParts = false

    /// Creates the handler of a connection.
    package init(_ connection: ClientConnection, limits: ListenerLimits, log: LimitedLog) {
        self.connection = connection
        self.limits = limits
        self.log = log
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasReceivedParts = true
        switch unwrapInboundIn(data) {
        case .head: connection.record(.headReceived)
        case .body: break
        case .end: connection.record(.requestReceived)
        }
        context.fireChannelRead(data)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        if !hasReceivedParts { connection.record(.bytesReceived) }
        hasReceivedParts = false
        context.fireChannelReadComplete()
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: connection.record(.answerBegun)
        case .body: break
        case .end:
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.whenComplete { [connection] _ in connection.record(.answerFinished) }
            return context.write(data, promise: written)
        }
        context.write(data, promise: promise)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let reason = event as? EndReason { reason.log(to: log, limits, details: context.client) }
        context.fireUserInboundEventTriggered(event)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            log.record(.notice, message: "malformed request", cause: ["cause": "\(error)"], details: context.client)
        }
        context.fireErrorCaught(error)
    }
}

extension ChannelHandlerContext {
    /// The client address, for the log; empty on a Unix socket.
    package var client: [String: String] { remoteAddress?.ipAddress.map { ["client": $0] } ?? [:] }
}
