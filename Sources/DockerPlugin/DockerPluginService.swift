// SPDX-License-Identifier: Apache-2.0

public import DockerPluginAPI
public import Listening
import LogLimits
public import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
public import ServiceLifecycle

/// A Docker plugin: answers what dockerd asks over a Unix socket, or a port.
///
/// Graceful shutdown loses no call: what a client has sent is answered, what it has not sent it may send to the successor. The socket's
/// file is removed, idle connections end at once, running calls are answered, and clients that have only just connected are
/// waited for, for up to 5 seconds. A call that has begun goes on to its end when its client goes away. Over a port one call can be lost all
/// the same: one that crosses the end of an idle connection on its way.
public struct DockerPluginService: Service {
    private let routes: PluginRoutes
    private let listener: PluginListener
    private let eventLoop: (any EventLoop)?
    private let onListening: @Sendable () -> Void
    private let limits: ListenerLimits
    private let logger: Logger
    /// The log of what clients cause.
    private let log: LimitedLog

    /// A service for one driver or both; of a driver that is nil every call is refused.
    ///
    /// With an event loop, connections are served on it alone, and calls are answered on it rather than on Swift's own
    /// threads: a driver that is quick, or whose actors run on the same loop, then answers without a change of threads.
    /// `onListening` is called once, when clients can connect and are answered. `limits` are what clients get of time and connections.
    public init(
        networkDriver: (any NetworkDriver)? = nil,
        ipamDriver: (any IPAMDriver)? = nil,
        listener: PluginListener,
        eventLoop: (any EventLoop)? = nil,
        optionLimits: OptionLimits = OptionLimits(),
        onListening: @escaping @Sendable () -> Void = {},
        limits: ListenerLimits = ListenerLimits(connections: 512),
        logger: Logger
    ) {
        self.routes = PluginRoutes(
            networkDriver: networkDriver,
            ipamDriver: ipamDriver,
            hostCheck: listener.hostCheck,
            optionLimits: optionLimits
        )
        self.listener = listener
        self.eventLoop = eventLoop
        self.onListening = onListening
        self.limits = limits
        self.logger = logger
        self.log = LimitedLog(logger)
    }

    /// Listens until graceful shutdown, or cancellation, which the running calls see.
    ///
    /// Throws a `ListenerError` if there is no socket to be had.
    public func run() async throws {
        let tls = try listener.loadTLS()
        let socket = try listener.open()
        let refusesWrites = socket.refusesWrites
        let acceptor = try accept(on: socket, isTLS: tls != nil)
        logger.info("listening for Docker", metadata: ["address": "\(listener)"])
        onListening()

        let executor = eventLoop.map { EventLoopTaskExecutor($0) }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withDiscardingTaskGroup { group in
                    for await connection in acceptor.connections {
                        group.addTask(executorPreference: executor) {
                            await serve(connection, tls, refusesWrites: refusesWrites)
                        }
                    }
                }
            } onGracefulShutdown: {
                acceptor.stop()
            }
        } onCancel: {
            acceptor.stop()
        }
        acceptor.join()
    }

    private func accept(on socket: consuming ListeningSocket, isTLS: Bool) throws(ListenerError) -> Acceptor {
        do {
            return try Acceptor(socket, limits: limits, isTLS: isTLS, log: log)
        } catch {
            throw ListenerError(subject: "\(listener)", cause: "\(error)")
        }
    }

    /// Serves the client of a connection until one of both ends it.
    private func serve(_ connection: ClientConnection, _ tls: NIOSSLContext?, refusesWrites: Bool) async {
        defer { connection.closed() }
        let (calls, continuation) = AsyncStream.makeStream(of: PluginCall.self)
        let bootstrap = ClientBootstrap(group: eventLoop ?? MultiThreadedEventLoopGroup.singleton)
            // A client that has said all it will say still gets its answers.
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                        try pipeline.addHandler(Handshake(of: connection, log: log))
                    }
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false,
                        withErrorHandling: true,
                        withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: limits.decoder
                    )
                    try pipeline.addHandler(RequestWatch(connection, limits: limits, log: log))
                    try pipeline.addHandler(
                        PluginConnection(
                            descriptor: connection.descriptor,
                            refusesWrites: refusesWrites,
                            calls: continuation
                        )
                    )
                }
            }
        do {
            let channel = try await bootstrap.withConnectedSocket(connection.descriptor).get()
            connection.onEnd { channel.pipeline.fireUserInboundEventTriggered($0) }
            await answer(calls, on: channel)
        } catch {
            logger.debug("connection ended at its beginning", metadata: ["cause": "\(error)"])
        }
    }

    /// Answers a client's calls one after the other, then closes the connection.
    private func answer(_ calls: AsyncStream<PluginCall>, on channel: any Channel) async {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                var lastWrite: EventLoopFuture<Void>?
                for await call in calls {
                    let answer = await routes.answer(call)
                    if let message = answer.message {
                        log.record(.warning, message: "call failed", cause: ["call": call.path, "error": message])
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
}
