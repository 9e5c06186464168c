// SPDX-License-Identifier: Apache-2.0

import Glibc
import Listening
import NIOCore
import NIOHTTP1

/// One client's connection: HTTP parts in, whole calls out; answers in, HTTP parts out.
///
/// While a call waits for its answer nothing more is read from the client, so a client cannot pile up work.
///
/// When the service stops, the connection ends so that no call is lost, though the client may begin one at the same moment. The reading
/// side of the socket is shut: the kernel then either has taken what the client writes, and it is answered, or refuses it with
/// `EPIPE`, and a client that used the connection before knows that nothing was written, and repeats the call on another.
/// Were the socket just closed, the client could see the end instead of an answer: dockerd repeats such a call without its body.
///
/// Over TCP the kernel cannot refuse what is on its way. There the connection ends, with TLS by its `close_notify`, at a moment at which
/// nothing has come.
final class PluginConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = PluginAnswer
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a client that has not sent all of a call is waited for when the service stops.
    static let patience = TimeAmount.seconds(5)

    /// For how long after it was opened a connection that was not used yet is waited for.
    ///
    /// Clients do not repeat what fails on a fresh connection; they connect in order to call, and so call at once. One that does not
    /// has put the connection by for later, as dockerd does where another became free first: then it repeats the call.
    static let freshness = TimeAmount.seconds(2)

    /// How far the client is, by what was read last.
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
    private var hasTakenCall = false
    private var isStopping = false
    private var end: Scheduled<Void>?

    /// A connection over a socket that hands its calls to `calls`, and ends them when the client, or the service, stops.
    ///
    /// `refusesWrites` is of its `ListeningSocket`.
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
        hasTakenCall = true
        unanswered += 1
        calls.yield(call)
        if !call.keepsAlive { endCalls() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        progress = hasTakenCall && assembler.isBetweenCalls ? .betweenCalls : .inCall
        hasTakenCall = false
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
        if let reason = event as? EndReason { end(context, reason) }
        if event as? ChannelEvent == .inputClosed { endCalls() }
        context.fireUserInboundEventTriggered(event)
    }

    // Not `channelInactive`: a connection that ends before it was quite begun never hears it.
    func handlerRemoved(context: ChannelHandlerContext) {
        endCalls()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Bytes that are not HTTP were answered 400 by the handler before this one, which closes the connection.
        endCalls()
    }

    /// Ends the connection for the listener: one whose client has sent some of a call and not the rest at once, any other as when the
    /// service stops, but without waiting for a client that needs its place.
    private func end(_ context: ChannelHandlerContext, _ reason: EndReason) {
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
        let deadline = progress == .unused ? opened + Self.freshness : .now() + Self.patience
        end = context.eventLoop.scheduleTask(deadline: deadline) {
            let (connection, context) = handler.value
            // Half a call is lost whatever we do, and is not answered either.
            if connection.progress == .inCall { connection.endCalls() } else { connection.endInput(context) }
        }
    }

    /// Lets the client send nothing more; what it has sent is still read, and then the input ends.
    private func endInput(_ context: ChannelHandlerContext) {
        // Once the channel is closed the descriptor may be another's.
        guard !isLastCall, context.channel.isActive else { return }
        if refusesWrites { shutdown(descriptor, Int32(SHUT_RD)) }
        if !hasUnreadBytes { endCalls() }
    }

    private var hasUnreadBytes: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }

    /// Takes no more calls; those that were taken are answered, then the connection closes.
    private func endCalls() {
        isLastCall = true
        end?.cancel()
        calls.finish()
    }
}
