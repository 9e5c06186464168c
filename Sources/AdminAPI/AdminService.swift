public import Driver
import Foundation
import Hummingbird
public import Logging
public import ServiceLifecycle

/// Answers the questions of the `mdnp` command over a Unix socket that only root may open.
public struct AdminService: Service {
    private let socketPath: String
    private let view: DriverView
    private let logger: Logger

    /// A service on a socket; the directory is made, for root alone, where there is none.
    public init(socketPath: String, view: DriverView, logger: Logger) {
        self.socketPath = socketPath
        self.view = view
        self.logger = logger
    }

    /// Answers until graceful shutdown.
    public func run() async throws {
        let directory = URL(fileURLWithPath: socketPath).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let router = Router()
        router.get("/networks") { [view] _, _ in
            try Self.answer(try await view.networks().map { NetworkSummary($0.network, endpoints: $0.endpoints) })
        }
        router.get("/endpoints") { [view] _, _ in
            try Self.answer(try await view.endpoints().map(EndpointSummary.init))
        }
        let application = Application(
            router: router,
            configuration: .init(address: .unixDomainSocket(path: socketPath), serverName: nil),
            onServerRunning: { [socketPath] _ in
                try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: socketPath)
            },
            logger: quiet
        )
        try await application.run()
        try? FileManager.default.removeItem(atPath: socketPath)
    }

    /// That a server listens, and on which path, is mdnp's own to say.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }

    private static func answer(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value)))
        )
    }
}
