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

/// A Docker plugin: answers the calls of dockerd on a Unix socket or a port.
///
/// Graceful shutdown loses no call. Received calls are answered, and a successor answers the rest. The service removes the socket's file,
/// closes idle connections at once, and answers running calls. Clients get up to 5 seconds to complete a call, and new connections 2
/// seconds to begin one.
///
/// A call runs to its end even if its client disconnects. On a port, one call can be lost: a call in transit when the service closes an
/// idle connection.
public struct DockerPluginService: Service {
    private let routes: PluginRoutes
    private let listener: PluginListener
    private let eventLoop: (any EventLoop)?
    private let onListening: @Sendable () -> Void
    private let limits: ListenerLimits
    private let logger: Logger
    /// The log of events that clients cause.
    private let log: LimitedLog

    /// Creates a service for one driver or both; calls of a missing driver fail.
    ///
    /// - Parameters:
    ///   - networkDriver: The network driver, if any.
    ///   - ipamDriver: The IPAM driver, if any.
    ///   - listener: The socket or port.
    ///   - eventLoop: The event loop of all connections, which also runs the calls. A fast driver, or one with actors on the same loop,
    ///     then answers without a thread change. If nil, Swift's own threads run the calls.
    ///   - optionLimits: The limits of options in a call.
    ///   - onListening: A closure called once, when clients can connect and get answers.
    ///   - limits: The limits of time and connections.
    ///   - logger: The logger of the service.
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

    /// Listens until graceful shutdown, or until cancellation, which also cancels running calls.
    ///
    /// - Throws: A `ListenerError` if the socket cannot be opened.
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
                            await serve(connection, over: tls, refusesWrites: refusesWrites)
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

    /// Handles a connection until the client or the service closes it.
    private func serve(_ connection: ClientConnection, over tls: NIOSSLContext?, refusesWrites: Bool) async {
        defer { connection.closed() }
        let (calls, continuation) = AsyncStream.makeStream(of: PluginCall.self)
        let bootstrap = ClientBootstrap(group: eventLoop ?? MultiThreadedEventLoopGroup.singleton)
            // A client that has closed its sending side still gets its answers.
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
            logger.debug("connection ended before the first request", metadata: ["cause": "\(error)"])
        }
    }

    /// Answers the calls of a client one after the other, then closes the connection.
    private func answer(_ calls: AsyncStream<PluginCall>, on channel: any Channel) async {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                var lastWrite: EventLoopFuture<Void>?
                for await call in calls {
                    let answer = await routes.answer(call)
                    if let message = answer.message {
                        let cause = ["call": call.path, "error": message].merging(answer.details) { first, _ in first }
                        log.record(.warning, message: "call failed", cause: cause)
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
