// SPDX-License-Identifier: Apache-2.0

package import NIOCore
package import NIOHTTP1
import NIOPosix

/// A client that sends HTTP requests over a Unix socket, each on its own connection.
package struct HTTPRequester: Sendable {
    /// The path of the socket.
    package let socketPath: String
    /// The maximum size of a response body, in bytes.
    package let sizeLimit: Int

    /// Creates a client of the server on a socket; each request opens a connection.
    package init(socketPath: String, sizeLimit: Int = 64 << 20) {
        self.socketPath = socketPath
        self.sizeLimit = sizeLimit
    }

    /// Sends a request and returns the complete response.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - uri: Path and query.
    ///   - body: The body, for methods that have one.
    ///   - timeLimit: The time for connection and response.
    package func send(
        _ method: HTTPMethod = .GET,
        uri: String,
        body: ByteBuffer? = nil,
        timeLimit: Duration
    ) async throws -> (status: HTTPResponseStatus, body: ByteBuffer) {
        try await within(timeLimit) {
            let response = try await request(method, at: uri, body: body, policy: .unbounded, sizeLimit: sizeLimit)
            var whole = ByteBuffer()
            for try await var part in response.body { whole.writeBuffer(&part) }
            return (response.status, whole)
        }
    }

    /// Sends a request with a response of unlimited duration; the connection ends with the last reference to the body.
    ///
    /// Of the unread parts, only the newest is kept.
    ///
    /// - Parameters:
    ///   - uri: Path and query.
    ///   - timeLimit: The time for connection and response head.
    package func stream(
        uri: String,
        timeLimit: Duration
    ) async throws -> (status: HTTPResponseStatus, body: AsyncThrowingStream<ByteBuffer, any Error>) {
        try await within(timeLimit) {
            try await request(.GET, at: uri, body: nil, policy: .bufferingNewest(1), sizeLimit: nil)
        }
    }

    private typealias Body = AsyncThrowingStream<ByteBuffer, any Error>

    private func request(
        _ method: HTTPMethod,
        at uri: String,
        body: ByteBuffer?,
        policy: Body.Continuation.BufferingPolicy,
        sizeLimit: Int?
    ) async throws -> (status: HTTPResponseStatus, body: Body) {
        let group = MultiThreadedEventLoopGroup.singleton
        let head = group.any().makePromise(of: HTTPResponseHead.self)
        let (parts, continuation) = Body.makeStream(bufferingPolicy: policy)
        let bootstrap = ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(
                    ResponseReader(head: head, body: continuation, sizeLimit: sizeLimit)
                )
            }
        }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(unixDomainSocketPath: socketPath).get()
        } catch {
            head.fail(error)
            throw error
        }
        continuation.onTermination = { _ in channel.close(promise: nil) }
        return try await withTaskCancellationHandler {
            var headers: HTTPHeaders = ["Host": "localhost", "Connection": "close"]
            if let body { headers.add(name: "Content-Length", value: "\(body.readableBytes)") }
            let request = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
            channel.write(HTTPClientRequestPart.head(request), promise: nil)
            if let body { channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil) }
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
            return (try await head.futureResult.get().status, parts)
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}

/// An error of a request without a complete response.
package struct HTTPRequestError: Error, CustomStringConvertible {
    /// The cause.
    package let description: String
}

/// A channel handler that passes the parts of a response to its promise and stream.
private final class ResponseReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let head: EventLoopPromise<HTTPResponseHead>
    private let body: AsyncThrowingStream<ByteBuffer, any Error>.Continuation
    private let sizeLimit: Int?
    private var size = 0
    private var hasHead = false

    init(
        head: EventLoopPromise<HTTPResponseHead>,
        body: AsyncThrowingStream<ByteBuffer, any Error>.Continuation,
        sizeLimit: Int?
    ) {
        self.head = head
        self.body = body
        self.sizeLimit = sizeLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // Informational responses, such as 100 (Continue), precede the response.
            guard head.status.code >= 200, !hasHead else { return }
            hasHead = true
            self.head.succeed(head)
        case .body(let bytes):
            size += bytes.readableBytes
            if let sizeLimit, size > sizeLimit {
                end(HTTPRequestError(description: "response of more than \(sizeLimit) bytes"))
                return context.close(promise: nil)
            }
            body.yield(bytes)
        case .end:
            guard hasHead else { return }
            body.finish()
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(error)
        context.close(promise: nil)
    }

    // Not `channelInactive`: NIO does not call it for a connection that ends before it is fully set up.
    func handlerRemoved(context: ChannelHandlerContext) {
        end(HTTPRequestError(description: "connection closed before the end of the response"))
    }

    private func end(_ error: any Error) {
        if !hasHead {
            hasHead = true
            head.fail(error)
        }
        body.finish(throwing: error)
    }
}

/// Performs work within a time limit.
private func within<Answer: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw HTTPRequestError(description: "no response within \(limit)")
        }
        guard let first = try await group.next() else {
            throw HTTPRequestError(description: "no response")
        }
        return first
    }
}
