import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import PrometheusExporter
public import ServiceLifecycle

/// Answers `GET /metrics`, and nothing else.
public struct MetricsService: Service {
    private let listener: MetricsListener
    private let scraper: Scraper
    private let logger: Logger

    /// How long a connection may say nothing; Prometheus asks at least every few minutes.
    private static var patience: TimeAmount { .minutes(10) }

    init(listener: MetricsListener, scraper: Scraper, logger: Logger) {
        self.listener = listener
        self.scraper = scraper
        self.logger = logger
    }

    /// Answers until graceful shutdown.
    public func run() async throws {
        let http = HTTP1Channel(
            responder: { request, writer, _ in
                let response = await answer(request)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(idleTimeout: Self.patience)
        )
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(listener.duplicate()) { [quiet] channel in http.setup(channel: channel, logger: quiet) }
        logger.info("listening for Prometheus", metadata: ["address": "\(listener.address)"])
        try await withGracefulShutdownHandler {
            try await server.executeThenClose { clients in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await client in clients {
                        group.addTask { [quiet] in await http.handle(value: client, logger: quiet) }
                    }
                    // No more come; those that keep their connections are not waited for.
                    group.cancelAll()
                }
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
        }
    }

    private func answer(_ request: Request) async -> Response {
        guard request.method == .get, request.uri.path == "/metrics" else {
            return Self.text("there is only GET /metrics\n", .notFound)
        }
        do {
            return Self.text(try await scraper.text(), .ok)
        } catch {
            logger.warning("metrics not told", metadata: ["cause": "\(error)"])
            return Self.text("\(error)\n", .internalServerError)
        }
    }

    private static func text(_ text: String, _ status: HTTPResponse.Status) -> Response {
        let type = status == .ok ? Exposition.contentType : "text/plain; charset=utf-8"
        return Response(
            status: status,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// What is mdnp's own to say is not said by the server as well.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }
}
