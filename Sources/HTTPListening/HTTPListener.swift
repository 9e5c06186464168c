import HTTPTypes
package import HummingbirdCore
package import Listening
package import LogLimits
package import Logging
package import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// An HTTP server on a listening socket, within the limits of its listener.
package struct HTTPListener: Sendable {
    private let limits: ListenerLimits
    private let logger: Logger
    private let log: LimitedLog
    private let http: HTTP1Channel

    /// Creates a listener that calls `answer` for each request; `log` has the events that clients cause.
    package init(
        limits: ListenerLimits,
        log: LimitedLog,
        logger: Logger,
        answer: @escaping @Sendable (Request, any Channel) async throws -> Response
    ) {
        self.limits = limits
        self.log = log
        // The server's own messages repeat mdnp's.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        self.logger = quiet
        var configuration = HTTP1Channel.Configuration()
        configuration.httpDecoder.maxHeaderFieldSize = limits.headSize
        configuration.httpDecoder.maxHeaderListSize = limits.headSize
        configuration.httpDecoder.maxHeaderFieldCount = limits.headFields
        http = HTTP1Channel(
            responder: { request, writer, channel in
                let response: Response
                do {
                    response = try await answer(request, channel)
                } catch let error as HTTPParserError {
                    // The rest of the request is not HTTP: the server responds with status 400.
                    throw error
                } catch {
                    response = Response(status: .internalServerError)
                }
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: configuration
        )
    }

    /// Serves the clients of a socket until graceful shutdown or cancellation, and closes it.
    ///
    /// Pending requests are answered; idle connections are closed.
    package func run(on socket: ListeningSocket) async throws {
        let acceptor = try accept(on: socket)
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

    private func accept(on socket: ListeningSocket) throws -> Acceptor {
        do {
            return try Acceptor(socket, limits: limits, log: log)
        } catch {
            socket.discard()
            throw error
        }
    }

    private func serve(_ connection: ClientConnection) async {
        defer { connection.closed() }
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
        do {
            let client = try await bootstrap.withConnectedSocket(connection.descriptor) { channel in
                http.setup(channel: channel, logger: logger).flatMapThrowing { client in
                    let pipeline = channel.pipeline.syncOperations
                    let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
                    let watch = RequestWatch(connection, limits: limits, log: log)
                    try pipeline.addHandler(watch, position: .after(decoder))
                    return client
                }
            }
            connection.onEnd { reason in
                client.channel.pipeline.fireUserInboundEventTriggered(reason)
                client.channel.close(promise: nil)
            }
            await withGracefulShutdownHandler {
                await http.handle(value: client, logger: logger)
            } onGracefulShutdown: {
                client.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
        } catch {
            logger.debug("connection ended at its beginning", metadata: ["cause": "\(error)"])
        }
    }
}
