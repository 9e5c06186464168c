// SPDX-License-Identifier: Apache-2.0

import HTTPListening
import Listening
import LogLimits
import Logging
import NIOCore
import NIOHTTP1
import PrometheusExporter
public import ServiceLifecycle

/// A service that answers `GET /metrics` only.
public struct MetricsService: Service {
    private let listener: MetricsListener
    private let limits: ListenerLimits
    private let hostCheck: HostCheck
    private let scraper: Scraper
    private let logger: Logger
    /// The log of events that clients cause.
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

    /// Answers requests until graceful shutdown.
    public func run() async throws {
        let http = HTTPListener(limits: limits, log: log, logger: logger) { await answer($0) }
        let socket = ListeningSocket(try listener.duplicate(), origin: .port)
        logger.info("serving Prometheus metrics", metadata: ["address": "\(listener.address)"])
        try await http.run(on: socket)
    }

    private func answer(_ request: HTTPRequest) async -> HTTPAnswer {
        let headers = request.head.headers
        if let refusal = hostCheck.refusal(hosts: headers["host"], hasOrigin: headers.contains(name: "origin")) {
            log.record(.notice, message: "client refused", cause: ["cause": "\(refusal)"])
            return HTTPAnswer(.forbidden, text: "\(refusal)\n")
        }
        guard request.head.method == .GET, request.path == "/metrics" else {
            return HTTPAnswer(.notFound, text: "only GET /metrics is supported\n")
        }
        do {
            return HTTPAnswer(.ok, text: try await scraper.text(), contentType: Exposition.contentType)
        } catch {
            log.record(.warning, message: "metrics scrape failed", cause: ["cause": "\(error)"])
            return HTTPAnswer(.internalServerError, text: "\(error)\n")
        }
    }
}
