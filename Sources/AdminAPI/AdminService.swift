public import Driver
import Foundation
import Hummingbird
public import Logging
import NetworkModel
public import ServiceLifecycle

/// Answers the questions of the `mdnp` command over a Unix socket that only root may open.
public struct AdminService: Service {
    private let socketPath: String
    private let view: DriverView
    private let addresses: PoolIPAMDriver
    private let doctor: Doctor
    private let logger: Logger

    /// A service on a socket; the directory is made, for root alone, where there is none.
    public init(
        socketPath: String,
        view: DriverView,
        addresses: PoolIPAMDriver,
        doctor: Doctor,
        logger: Logger
    ) {
        self.doctor = doctor
        self.socketPath = socketPath
        self.view = view
        self.addresses = addresses
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
        let application = Application(
            router: router(),
            configuration: .init(address: .unixDomainSocket(path: socketPath), serverName: nil),
            onServerRunning: { [socketPath] _ in
                try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: socketPath)
            },
            logger: quiet
        )
        try await application.run()
        try? FileManager.default.removeItem(atPath: socketPath)
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/networks") { [view] _, _ in
            try Self.answer(try await view.networks().map { NetworkSummary($0.network, endpoints: $0.endpoints) })
        }
        router.get("/endpoints") { [view] _, _ in
            try Self.answer(try await view.endpoints().map { EndpointSummary($0.endpoint, name: $0.name) })
        }
        router.get("/ports") { [view] _, _ in
            try Self.answer(try await view.publications().map { PortSummary($0.publication, network: $0.network) })
        }
        router.get("/pools") { [view] _, _ in
            let (book, networks) = try await view.addresses()
            return try Self.answer(PoolSummary.all(in: book, networks: networks))
        }
        router.get("/diagnosis") { [doctor] _, _ in
            try Self.answer(DiagnosisSummary(try await doctor.diagnose()))
        }
        router.post("/reservations") { [addresses] request, context in
            let order = try await request.decode(as: ReserveOrder.self, context: context)
            return try await Self.answering {
                try await addresses.reserve(order.addresses, in: order.scope, for: order.name)
                return Set(order.addresses).sorted().map { "\($0) is reserved for \(order.name)" }
            }
        }
        router.post("/releases") { [addresses] request, context in
            let order = try await request.decode(as: ReleaseOrder.self, context: context)
            return try await Self.answering {
                try await addresses.release(order.items, in: order.scope).map(\.words)
            }
        }
        return router
    }

    /// Answers what was done, a line each, or why not.
    private static func answering(_ order: () async throws -> [String]) async throws -> Response {
        do {
            return try answer(try await order())
        } catch StateError.refused(let refusal) {
            throw HTTPError(.conflict, message: refusal.description)
        } catch let error as StateError {
            throw HTTPError(.internalServerError, message: error.description)
        }
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
        encoder.dateEncodingStrategy = .iso8601
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value)))
        )
    }
}
