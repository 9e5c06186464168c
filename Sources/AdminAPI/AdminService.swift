// SPDX-License-Identifier: Apache-2.0

public import Driver
import Foundation
import HTTPListening
import Listening
import LogLimits
public import Logging
import NetworkModel
public import ServiceLifecycle

/// A service that answers the requests of `mdnp` commands over a Unix socket that only root may open.
public struct AdminService: Service {
    let daemon: DaemonDescription
    let view: DriverView
    let addresses: PoolIPAMDriver
    let doctor: Doctor
    let explainer: Explainer
    let log: LogTail

    private let socketPath: String
    private let limits: ListenerLimits
    private let logger: Logger

    /// The maximum idle time of a connection between two requests.
    private static let idleTime = Duration.seconds(600)

    /// Creates a service on a socket with a limit of concurrent connections.
    ///
    /// The service creates the socket's directory for root only if it is missing.
    public init(
        socketPath: String,
        connections: Int,
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
        limits = ListenerLimits(connections: connections, idleTime: Self.idleTime)
        self.view = view
        self.addresses = addresses
        self.logger = logger
    }

    /// Answers requests until graceful shutdown.
    public func run() async throws {
        let directory = URL(fileURLWithPath: socketPath).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let socket = try ListeningSocket(path: socketPath)
        let http = HTTPListener(limits: limits, log: LimitedLog(logger), logger: logger) { await answer($0) }
        try await http.run(on: socket)
    }
}
