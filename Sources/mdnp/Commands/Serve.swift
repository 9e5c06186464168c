import Addressing
import AdminAPI
import ArgumentParser
import DockerEngine
import DockerPlugin
import Driver
import FaultInjection
import Foundation
import IPAM
import KernelDataplane
import LinuxSystem
import Logging
import MetricsAPI
import NIOCore
import NIOPosix
import NetworkModel
import PortRelay
import SQLiteStateStore
import ServiceLifecycle
import UnixSignals

/// `mdnp serve`: joins the rooms and runs until SIGTERM or SIGINT.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the daemon that Docker calls.")

    @OptionGroup var options: ServeOptions

    func run() async throws {
        let (manager, listener, metrics) = try places()
        let log = LogTail()
        let logger = makeLogger(keeping: log)
        logger.notice("starting", metadata: ["version": "\(Version.current)"])
        do {
            let directory = try StateDirectory(path: options.stateDirectory)
            // The lock is held to the end, not to the last line that names it.
            defer { withExtendedLifetime(directory) {} }
            // A call is read, decided, committed, carried out and answered on one thread: the kernel does one thing at a time
            // anyway, and each change of threads would cost a call a tenth of its time. Only the reaper has another.
            let calls = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
            let store = try SQLiteStateStore(path: directory.database, on: calls.executor)
            // A published port is a descriptor; the host's usual limit of 1,024 is for programs that use select(2).
            _ = try? DescriptorLimit.raise()
            let faults = Faults(environment: ProcessInfo.processInfo.environment, logger: logger)
            let driver = BridgeNetworkDriver(
                store: metrics.around(faults.around(store)),
                dataplane: faults.around(
                    try KernelDataplane(on: calls.executor, settings: options.sysctlDirectory)
                ),
                ports: faults.around(try PortRelay()),
                logger: logger,
                patience: options.patience.value
            )
            try await driver.recover()
            let addresses = PoolIPAMDriver(beside: driver, ranges: options.ranges)
            let plugin = DockerPluginService(
                networkDriver: metrics.around(faults.around(driver)),
                ipamDriver: metrics.around(faults.around(addresses)),
                listener: listener,
                eventLoop: calls,
                onListening: { manager.tell(.ready, or: logger) },
                logger: logger
            )
            let follower = options.engine.follower(logger)
            let admin = AdminService(
                socketPath: options.adminSocket,
                daemon: try await description(listeningAt: listener, passed: manager.sockets),
                view: DriverView(store: store, engine: follower ?? NoEngine()),
                addresses: addresses,
                doctor: driver.doctor,
                explainer: driver.explainer(beside: follower ?? NoEngine()),
                log: log,
                logger: logger
            )
            let prometheus = try metrics.service(
                of: MetricsSources(of: driver, view: DriverView(store: store), traffic: KernelTrafficMeter()),
                logger: logger
            )
            let keepers: [BackgroundService] =
                (follower.map { [.init("engine", run: $0.run)] } ?? []) + [
                    .init("reaper", run: driver.reaper.run),
                    .init("sweeper", run: driver.sweeper.run),
                    .init("dataplane", run: driver.dataplaneKeeper.run),
                    .init("leases", run: addresses.leaseKeeper.run),
                    .init("finisher", run: driver.finisher.run),
                    .init("state", run: StateKeeper(store: store, directory: directory, logger: logger).run),
                ]
            try await serve(keepers, prometheus, admin, plugin, Farewell(manager: manager, logger: logger), logger)
            logger.notice("stopped")
        } catch {
            logger.critical("not serving", metadata: ["cause": "\(error)"])
            throw ExitCode.failure
        }
    }

    /// Who started the daemon, and where it will listen; what is wrong with that is told to a person, and nothing is begun.
    private func places() throws -> (ServiceManager, PluginListener, DaemonMetrics) {
        do {
            let manager = try ServiceManager.taken()
            let listener = try PluginListener(passed: manager.sockets, or: options.listening)
            try listener.check()
            return (manager, listener, try DaemonMetrics(at: options.metrics.place.address, version: Version.current))
        } catch {
            MDNP.fail("\(error)")
            throw ExitCode.failure
        }
    }

    /// Runs the services until a signal; the last in the list stops first, so that no call comes in while the others stop.
    private func serve(
        _ keepers: [BackgroundService],
        _ prometheus: MetricsService?,
        _ admin: AdminService,
        _ plugin: DockerPluginService,
        _ farewell: Farewell,
        _ logger: Logger
    ) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        typealias Configuration = ServiceGroupConfiguration.ServiceConfiguration
        let services =
            keepers.map { Configuration(service: $0, serviceName: $0.name) }
            + [prometheus].compactMap { $0.map { Configuration(service: $0, serviceName: "metrics") } } + [
                Configuration(service: admin, serviceName: "admin"),
                Configuration(service: plugin, serviceName: "plugin"),
                Configuration(service: farewell, serviceName: "farewell"),
            ]
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        )
        try await group.run()
    }

    private func makeLogger(keeping tail: LogTail) -> Logger {
        var logger = Logger(label: "mdnp") { _ in LineLog(tail: tail) }
        logger.logLevel = options.logLevel.level
        return logger
    }
}

/// Work that goes on until the daemon stops.
///
/// What it has not done by then, the next start does.
private struct BackgroundService: Service {
    let name: String
    let work: @Sendable () async -> Void

    init(_ name: String, run work: @escaping @Sendable () async -> Void) {
        self.name = name
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }
}
