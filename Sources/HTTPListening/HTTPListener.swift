// SPDX-License-Identifier: Apache-2.0

package import Listening
package import LogLimits
package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// An HTTP server on a listening socket, within the limits of its listener.
package struct HTTPListener: Sendable {
    private let limits: ListenerLimits
    private let logger: Logger
    private let log: LimitedLog
    private let answer: @Sendable (HTTPRequest) async throws -> HTTPAnswer

    /// The maximum size of a request body, in bytes.
    private static var bodyLimit: Int { 2 << 20 }

    /// Creates a listener that calls `answer` for each request; events that clients cause go to `log`.
    package init(
        limits: ListenerLimits,
        log: LimitedLog,
        logger: Logger,
        answer: @escaping @Sendable (HTTPRequest) async throws -> HTTPAnswer
    ) {
        self.limits = limits
        self.log = log
        self.logger = logger
        self.answer = answer
    }

    /// Answers the clients of a socket until graceful shutdown or cancellation, then closes the socket.
    ///
    /// Pending requests are answered; idle connections are closed.
    package func run(on socket: consuming ListeningSocket) async throws {
        let acceptor = try Acceptor(socket, limits: limits, log: log)
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await connection in acceptor.connections {
                    group.addTask { await serve(connection) }
                }
            }
        } onCancelOrGracefulShutdown: {
            acceptor.stop()
        }
        acceptor.join()
    }

    private func serve(_ connection: ClientConnection) async {
        defer { connection.closed() }
        let (requests, continuation) = AsyncStream.makeStream(of: HTTPRequest.self)
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            // A client that has closed its sending side still gets its responses.
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false,
                        withErrorHandling: true,
                        withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: limits.decoder
                    )
                    try pipeline.addHandler(RequestWatch(connection, limits: limits, log: log))
                    try pipeline.addHandler(HTTPConnection(requests: continuation, bodyLimit: Self.bodyLimit))
                }
            }
        do {
            let channel = try await bootstrap.withConnectedSocket(connection.descriptor).get()
            connection.onEnd { channel.pipeline.fireUserInboundEventTriggered($0) }
            await respond(to: requests, on: channel)
        } catch {
            logger.debug("connection ended before the first request", metadata: ["cause": "\(error)"])
        }
    }

    /// Answers the requests of a client one after the other, then closes the connection.
    private func respond(to requests: AsyncStream<HTTPRequest>, on channel: any Channel) async {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                for await request in requests {
                    let answer = await response(to: request)
                    channel.writeAndFlush(answer, promise: nil)
                }
                try? await channel.closeFuture.get()
            } onGracefulShutdown: {
                channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func response(to request: HTTPRequest) async -> HTTPAnswer {
        do {
            return try await answer(request)
        } catch {
            logger.debug("request failed", metadata: ["path": "\(request.path)", "cause": "\(error)"])
            return HTTPAnswer(.internalServerError, text: "\(error)\n")
        }
    }
}
