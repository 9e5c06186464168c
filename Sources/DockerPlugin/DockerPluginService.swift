public import DockerPluginAPI
public import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
public import ServiceLifecycle

/// A Docker plugin: answers what dockerd asks over a Unix socket.
///
/// Graceful shutdown removes the socket's file, closes idle connections at once, answers the calls that are
/// running, then returns. A call that has begun goes on to its end when its client goes away.
public struct DockerPluginService: Service {
    /// The largest request body, in bytes; Docker's have a few hundred.
    private static let bodyLimit = 1 << 20

    private let routes: PluginRoutes
    private let listener: PluginListener
    private let eventLoop: (any EventLoop)?
    private let logger: Logger

    /// A service for one driver or both; of a driver that is nil every call is refused.
    ///
    /// With an event loop, connections are served on it alone, and calls are answered on it rather than on Swift's own
    /// threads: a driver that is quick, or whose actors run on the same loop, then answers without a change of threads.
    public init(
        networkDriver: (any NetworkDriver)? = nil,
        ipamDriver: (any IPAMDriver)? = nil,
        listener: PluginListener,
        eventLoop: (any EventLoop)? = nil,
        logger: Logger
    ) {
        self.routes = PluginRoutes(networkDriver: networkDriver, ipamDriver: ipamDriver)
        self.listener = listener
        self.eventLoop = eventLoop
        self.logger = logger
    }

    /// Listens until graceful shutdown, or cancellation, which the running calls see.
    ///
    /// Throws a `ListenerError` if there is no socket to be had.
    public func run() async throws {
        let socket = try listener.open()
        let (connections, continuation) = AsyncStream.makeStream(of: Connection.self)
        let server = try await serve(socket, continuation)
        logger.info("listening for Docker", metadata: ["address": "\(listener)"])

        let stop: @Sendable () -> Void = {
            socket.removeFile()
            server.close(promise: nil)
        }
        let executor = eventLoop.map { EventLoopTaskExecutor($0) }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withDiscardingTaskGroup { group in
                    for await connection in connections {
                        group.addTask(executorPreference: executor) { await answer(connection) }
                    }
                }
            } onGracefulShutdown: {
                stop()
            }
        } onCancel: {
            stop()
        }
    }

    /// Accepts connections on `socket`, and hands each over with its calls.
    private func serve(
        _ socket: ListeningSocket,
        _ connections: AsyncStream<Connection>.Continuation
    ) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: eventLoop ?? MultiThreadedEventLoopGroup.singleton)
            // A client that has said all it will say still gets its answers.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (calls, continuation) = AsyncStream.makeStream(of: PluginCall.self)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false,
                        withErrorHandling: true
                    )
                    try pipeline.addHandler(PluginConnection(calls: continuation, bodyLimit: Self.bodyLimit))
                    if case .terminated = connections.yield(Connection(channel: channel, calls: calls)) {
                        throw ChannelError.ioOnClosedChannel
                    }
                }
            }
        do {
            let server = try await bootstrap.withBoundSocket(socket.descriptor).get()
            server.closeFuture.whenComplete { _ in connections.finish() }
            return server
        } catch {
            socket.removeFile()
            throw error
        }
    }

    /// Answers a client's calls one after the other, then closes the connection.
    private func answer(_ connection: Connection) async {
        let channel = connection.channel
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                var lastWrite: EventLoopFuture<Void>?
                for await call in connection.calls {
                    let answer = await routes.answer(call)
                    if let message = answer.message {
                        logger.warning("call failed", metadata: ["call": "\(call.path)", "error": "\(message)"])
                    }
                    lastWrite = channel.writeAndFlush(answer)
                }
                try? await lastWrite?.get()
                try? await channel.close()
            } onGracefulShutdown: {
                channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// A client's connection and the calls that come over it.
    private struct Connection: Sendable {
        let channel: any Channel
        let calls: AsyncStream<PluginCall>
    }
}
