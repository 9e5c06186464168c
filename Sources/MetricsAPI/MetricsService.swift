import HTTPListening
import HTTPTypes
import HummingbirdCore
import Listening
import LogLimits
import Logging
import NIOCore
import PrometheusExporter
public import ServiceLifecycle

/// Answers `GET /metrics`, and nothing else.
public struct MetricsService: Service {
    private let listener: MetricsListener
    private let limits: ListenerLimits
    private let hostCheck: HostCheck
    private let scraper: Scraper
    private let logger: Logger
    /// The log of what clients cause.
    private let log: LimitedLog

    init(
        listener: MetricsListener,
        limits: ListenerLimits,
        hostCheck: HostCheck,
        scraper: Scraper,
        logger: Logger
    ) {
        self.listener = listener
        self.limits = limits
        self.hostCheck = hostCheck
        self.scraper = scraper
        self.logger = logger
        log = LimitedLog(logger)
    }

    /// Answers until graceful shutdown.
    public func run() async throws {
        let http = HTTPListener(limits: limits, log: log, logger: logger) { request, _ in await answer(request) }
        let socket = ListeningSocket(descriptor: try listener.duplicate(), origin: .port)
        logger.info("listening for Prometheus", metadata: ["address": "\(listener.address)"])
        try await http.run(on: socket)
    }

    private func answer(_ request: Request) async -> Response {
        // The first Host has another place in the request than any that a client sends beside it.
        let hosts =
            [request.head.authority].compactMap { $0 }
            + (HTTPField.Name("host").map { request.headers[values: $0] } ?? [])
        if let refusal = hostCheck.refusal(hosts: hosts, hasOrigin: request.headers[.origin] != nil) {
            log.record(.notice, "client refused", ["cause": "\(refusal)"])
            return Self.text("\(refusal)\n", .forbidden)
        }
        guard request.method == .get, request.uri.path == "/metrics" else {
            return Self.text("there is only GET /metrics\n", .notFound)
        }
        do {
            return Self.text(try await scraper.text(), .ok)
        } catch {
            log.record(.warning, "metrics not told", ["cause": "\(error)"])
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
}
