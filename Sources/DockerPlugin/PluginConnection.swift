import NIOCore
import NIOHTTP1

/// One client's connection: HTTP parts in, whole calls out; answers in, HTTP parts out.
///
/// While a call waits for its answer nothing more is read from the client, so a client cannot pile up work.
final class PluginConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = PluginAnswer
    typealias OutboundOut = HTTPServerResponsePart

    private let calls: AsyncStream<PluginCall>.Continuation
    private var assembler: CallAssembler
    private var unanswered = 0
    private var isReadPending = false
    private var isLastCall = false

    /// A connection that hands its calls to `calls`, and ends them when the client, or the service, stops.
    init(calls: AsyncStream<PluginCall>.Continuation, bodyLimit: Int) {
        self.calls = calls
        self.assembler = CallAssembler(bodyLimit: bodyLimit)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isLastCall, let call = assembler.receive(unwrapInboundIn(data)) else { return }
        unanswered += 1
        calls.yield(call)
        if !call.keepsAlive { endCalls() }
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
        if event is ChannelShouldQuiesceEvent || event as? ChannelEvent == .inputClosed { endCalls() }
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

    /// Takes no more calls; those that were taken are answered, then the connection closes.
    private func endCalls() {
        isLastCall = true
        calls.finish()
    }
}
