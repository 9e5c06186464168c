// SPDX-License-Identifier: Apache-2.0

import Listening
import NIOCore
import NIOHTTP1

/// A channel handler of one connection: assembles HTTP parts to requests, and writes responses as HTTP parts.
///
/// The handler reads no further part while a request is unanswered, so a client cannot queue work.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPAnswer
    typealias OutboundOut = HTTPServerResponsePart

    private enum Reading {
        case nothing
        case request(HTTPRequestHead, ByteBuffer)
        case rest
    }

    private let requests: AsyncStream<HTTPRequest>.Continuation
    private let bodyLimit: Int
    private var reading = Reading.nothing
    /// The methods of unanswered requests, in order.
    private var unanswered: [HTTPMethod] = []
    private var isReadPending = false
    private var isLastRequest = false

    /// Creates a handler; `requests` receives the requests, and finishes with the client or the service.
    init(requests: AsyncStream<HTTPRequest>.Continuation, bodyLimit: Int) {
        self.requests = requests
        self.bodyLimit = bodyLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isLastRequest else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            guard announced <= bodyLimit else { return refuse(head, in: context) }
            reading = .request(head, ByteBuffer())
        case .body(var bytes):
            guard case .request(let head, var body) = reading else { return }
            guard body.readableBytes + bytes.readableBytes <= bodyLimit else { return refuse(head, in: context) }
            reading = .nothing  // otherwise, the body would be copied for each part
            body.writeBuffer(&bytes)
            reading = .request(head, body)
        case .end:
            guard case .request(let head, let body) = reading else { return }
            reading = .nothing
            unanswered.append(head.method)
            requests.yield(HTTPRequest(head: head, body: body))
            if !head.isKeepAlive { endRequests() }
        }
    }

    /// Answers a request whose body is too large, and reads nothing more.
    private func refuse(_ head: HTTPRequestHead, in context: ChannelHandlerContext) {
        reading = .rest
        endRequests()
        unanswered.append(head.method)
        let answer = HTTPAnswer(.payloadTooLarge, text: "the request is too large\n")
        context.channel.writeAndFlush(answer, promise: nil)
    }

    func read(context: ChannelHandlerContext) {
        if unanswered.isEmpty {
            context.read()
        } else {
            isReadPending = true
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let answer = unwrapOutboundIn(data)
        let head = answer.head(isLast: isLastRequest && unanswered.count == 1)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        // A response to HEAD has the length of a body, but no body.
        if unanswered.first != .HEAD, answer.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
        }
        let written = promise ?? context.eventLoop.makePromise()
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            let (connection, context) = handler.value
            connection.answered(context)
        }
    }

    private func answered(_ context: ChannelHandlerContext) {
        if !unanswered.isEmpty { unanswered.removeFirst() }
        guard unanswered.isEmpty else { return }
        if isLastRequest { return context.close(promise: nil) }
        guard isReadPending else { return }
        isReadPending = false
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { stop(context) }
        if event is EndReason { context.close(promise: nil) }
        if event as? ChannelEvent == .inputClosed { stop(context) }
        context.fireUserInboundEventTriggered(event)
    }

    // Not `channelInactive`: NIO does not call it for a connection that ends before it is fully set up.
    func handlerRemoved(context: ChannelHandlerContext) {
        endRequests()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The preceding handler has answered bytes that are not HTTP with status 400.
        stop(context)
    }

    /// Accepts no further requests, and closes the connection after the pending responses.
    private func stop(_ context: ChannelHandlerContext) {
        endRequests()
        if unanswered.isEmpty { context.close(promise: nil) }
    }

    private func endRequests() {
        isLastRequest = true
        requests.finish()
    }
}
