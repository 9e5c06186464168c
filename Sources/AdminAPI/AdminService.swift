public import Driver
import Foundation
import Hummingbird
public import Logging
import NetworkModel
public import ServiceLifecycle

/// Answers the questions of the `mdnp` command over a Unix socket that only root may open.
public struct AdminService: Service {
    let daemon: DaemonDescription
    let view: DriverView
    let addresses: PoolIPAMDriver
    let doctor: Doctor
    let explainer: Explainer
    let log: LogTail

    private let socketPath: String
    private let logger: Logger

    /// A service on a socket; the directory is made, for root alone, where there is none.
    public init(
        socketPath: String,
        daemon: DaemonDescription,
        view: DriverView,
        addresses: PoolIPAMDriver,
        doctor: Doctor,
        explainer: Explainer,
        log: LogTail,
        logger: Logger
    ) {
        self.daemon = daemon
        self.doctor = doctor
        self.explainer = explainer
        self.log = log
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

    /// That a server listens, and on which path, is mdnp's own to say.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }
}
