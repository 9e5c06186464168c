// SPDX-License-Identifier: Apache-2.0

import Glibc
import Listening
import NIOCore
import NIOHTTP1

/// A channel handler of one connection: assembles HTTP parts to calls, and writes answers as HTTP parts.
///
/// The handler reads no further part while a call is unanswered, so a client cannot queue work.
///
/// When the service stops, the connection ends without the loss of a call that begins at the same moment. The handler shuts down the
/// receiving side of the socket. Data that the kernel accepted before is answered; later writes fail with `EPIPE`. A client that used the
/// connection before then repeats the call on another one, since nothing was sent. If the socket were closed instead, the client could see
/// the end of the connection instead of an answer: dockerd repeats such a call without its body.
///
/// Over TCP, the kernel cannot reject data in transit. The handler then ends the connection at a moment without received data; with TLS, by
/// `close_notify`.
final class PluginConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = PluginAnswer
    typealias OutboundOut = HTTPServerResponsePart

    /// The time for a client to complete a call once the service stops.
    static let finishTime = TimeAmount.seconds(5)

    /// The time from the opening of an unused connection to its end once the service stops.
    ///
    /// Clients do not repeat a call that fails on a new connection, but they send the call right after connecting. An unused connection is
    /// in reserve: dockerd keeps one if another became free first, and repeats a call that fails on it.
    static let freshness = TimeAmount.seconds(2)

    /// The progress of the client, as of the last read.
    private enum Progress {
        case unused, inCall, betweenCalls
    }

    private let descriptor: Int32
    private let refusesWrites: Bool
    private let opened = NIODeadline.now()
    private let calls: AsyncStream<PluginCall>.Continuation
    private var assembler: CallAssembler
    private var unanswered = 0
    private var isReadPending = false
    private var isLastCall = false
    private var progress = Progress.unused
    private var hasReceivedCall = false
    private var isStopping = false
    private var end: Scheduled<Void>?

    /// Creates the handler of a socket's connection; `calls` receives the calls, and finishes with the client or the service.
    ///
    /// `refusesWrites` is the property of the connection's `ListeningSocket`.
    init(
        descriptor: Int32,
        refusesWrites: Bool,
        calls: AsyncStream<PluginCall>.Continuation,
        bodyLimits: BodyLimits = BodyLimits()
    ) {
        self.descriptor = descriptor
        self.refusesWrites = refusesWrites
        self.calls = calls
        self.assembler = CallAssembler(limits: bodyLimits)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isLastCall, let call = assembler.receive(unwrapInboundIn(data)) else { return }
        hasReceivedCall = true
        unanswered += 1
        calls.yield(call)
        if !call.keepsAlive { endCalls() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        progress = hasReceivedCall && assembler.isBetweenCalls ? .betweenCalls : .inCall
        hasReceivedCall = false
        if isStopping, progress == .betweenCalls { endInput(context) }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if unanswered > 0 {
            isReadPending = true
        } else {
            context.read()
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let answer = unwrapOutboundIn(data)
        let head = answer.head(closing: isLastCall && unanswered == 1)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)

        let written = promise ?? context.eventLoop.makePromise()
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            let (connection, context) = handler.value
            connection.answered(context)
        }
    }

    private func answered(_ context: ChannelHandlerContext) {
        unanswered -= 1
        guard unanswered == 0, isReadPending else { return }
        isReadPending = false
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { stop(context) }
        if let reason = event as? EndReason { end(context, because: reason) }
        if event as? ChannelEvent == .inputClosed { endCalls() }
        context.fireUserInboundEventTriggered(event)
    }

    // Not `channelInactive`: NIO does not call it for a connection that ends before it is fully set up.
    func handlerRemoved(context: ChannelHandlerContext) {
        endCalls()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The preceding handler has answered bytes that are not HTTP with status 400, and closes the connection.
        endCalls()
    }

    /// Ends the connection for the listener.
    ///
    /// A connection with an incomplete call is closed at once. Any other ends as in a stop of the service, but without a delay if another
    /// client needs its place.
    private func end(_ context: ChannelHandlerContext, because reason: EndReason) {
        guard reason.isGraceful, progress != .inCall, !isStopping else { return context.close(promise: nil) }
        guard reason == .displaced else { return stop(context) }
        isStopping = true
        endInput(context)
    }

    /// Ends a connection between calls at once, and any other after its next call.
    private func stop(_ context: ChannelHandlerContext) {
        isStopping = true
        guard progress != .betweenCalls || hasUnreadBytes else { return endInput(context) }
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let deadline = progress == .unused ? opened + Self.freshness : .now() + Self.finishTime
        end = context.eventLoop.scheduleTask(deadline: deadline) {
            let (connection, context) = handler.value
            // An incomplete call cannot be saved; it gets no answer.
            if connection.progress == .inCall { connection.endCalls() } else { connection.endInput(context) }
        }
    }

    /// Ends the input: the client cannot send more, and data that it has sent is still read.
    private func endInput(_ context: ChannelHandlerContext) {
        // After the channel is closed, the descriptor may belong to another file.
        guard !isLastCall, context.channel.isActive else { return }
        if refusesWrites { shutdown(descriptor, Int32(SHUT_RD)) }
        if !hasUnreadBytes { endCalls() }
    }

    private var hasUnreadBytes: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }

    /// Accepts no further calls; the connection closes once the accepted calls are answered.
    private func endCalls() {
        isLastCall = true
        end?.cancel()
        calls.finish()
    }
}
