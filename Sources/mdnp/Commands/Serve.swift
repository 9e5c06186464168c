import AdminAPI
import ArgumentParser
import DockerPlugin
import Driver
import KernelDataplane
import Logging
import NIOCore
import NIOPosix
import SQLiteStateStore
import ServiceLifecycle
import UnixSignals

/// `mdnp serve`: joins the rooms and runs until SIGTERM or SIGINT.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the daemon that Docker calls.")

    @Option(help: "The Unix socket on which Docker finds the plugin; its name is the driver's.")
    var socket = "/run/docker/plugins/mdnp.sock"

    @Option(help: "Where the state is kept, across restarts and reboots.")
    var stateDirectory = "/var/lib/mdnp"

    @Option(help: "The Unix socket on which the commands of mdnp find the daemon.")
    var adminSocket = "/run/mdnp/admin.sock"

    @Option(help: "How much is logged: trace, debug, info, notice, warning, error or critical.")
    var logLevel = LogLevel.info

    func run() async throws {
        let logger = makeLogger()
        logger.notice("starting", metadata: ["version": "\(Version.current)"])
        do {
            let directory = try StateDirectory(path: stateDirectory)
            // The lock is held to the end, not to the last line that names it.
            defer { withExtendedLifetime(directory) {} }
            // A call is read, decided, committed, carried out and answered on one thread: the kernel does one thing at a time
            // anyway, and each change of threads would cost a call a tenth of its time. Only the reaper has another.
            let calls = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
            let store = try SQLiteStateStore(path: directory.database, on: calls.executor)
            let driver = BridgeNetworkDriver(
                store: store,
                dataplane: try KernelDataplane(on: calls.executor),
                logger: logger
            )
            try await driver.recover()
            let plugin = DockerPluginService(
                networkDriver: driver,
                listener: .path(socket),
                eventLoop: calls,
                logger: logger
            )
            let admin = AdminService(socketPath: adminSocket, view: DriverView(store: store), logger: logger)
            try await serve(plugin, admin, driver, logger)
            logger.notice("stopped")
        } catch {
            logger.critical("not serving", metadata: ["cause": "\(error)"])
            throw ExitCode.failure
        }
    }

    /// Runs the services until a signal; the last in the list stops first, so that no call comes in while the others stop.
    private func serve(
        _ plugin: DockerPluginService,
        _ admin: AdminService,
        _ driver: BridgeNetworkDriver,
        _ logger: Logger
    ) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: BackgroundService(run: driver.reaper.run), serviceName: "reaper"),
            .init(service: BackgroundService(run: driver.firewallKeeper.run), serviceName: "firewall"),
            .init(service: admin, serviceName: "admin"),
            .init(service: plugin, serviceName: "plugin"),
        ]
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        )
        try await group.run()
    }

    private func makeLogger() -> Logger {
        var logger = Logger(label: "mdnp") { _ in LineLog() }
        logger.logLevel = logLevel.level
        return logger
    }
}

/// How much is logged, as swift-log names it.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// Work that goes on until the daemon stops.
///
/// What it has not done by then, the next start does.
private struct BackgroundService: Service {
    let work: @Sendable () async -> Void

    init(run work: @escaping @Sendable () async -> Void) {
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }
}
