// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import DockerEngine
import DockerPlugin
import DockerPluginAPI
import Driver
import FaultInjection
import FirewallZones
import Foundation
import KernelDataplane
import LinuxSystem
import Listening
import Logging
import MetricsAPI
import NIOCore
import NIOPosix
import NetworkModel
import PortRelay
import SQLiteStateStore
import ServiceLifecycle
import UnixSignals

/// The daemon: the recovered state, and the services that run from there.
struct Daemon {
    private let directory: StateDirectory
    private let services: [ServiceGroupConfiguration.ServiceConfiguration]

    /// Opens the state and the kernel, and recovers: interrupted calls are completed or undone.
    init(_ options: ServeOptions, at listeners: Listeners, logger: Logger, log: LogTail) async throws {
        directory = try StateDirectory(path: options.stateDirectory)
        for tightening in directory.tightenings {
            let octal = { (permissions: UInt16) in "0\(String(permissions, radix: 8))" }
            logger.warning(
                "permissions tightened",
                metadata: [
                    "path": "\(tightening.path)", "before": "\(octal(tightening.before))",
                    "now": "\(octal(tightening.now))",
                ]
            )
        }
        // One thread reads, decides, commits, carries out and answers a call. The kernel serializes the work anyway, and each thread change
        // would cost a call a tenth of its time. Only the reaper has its own thread.
        let calls = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
        let store = try SQLiteStateStore(path: directory.database, on: calls.executor)
        // Each published port takes a descriptor. The host's usual limit of 1,024 is for programs that use select(2).
        let shares = DescriptorShares(of: (try? DescriptorLimit.raise()) ?? DescriptorLimit.current)
        let (manager, metrics) = (listeners.manager, listeners.metrics)
        let faults = Faults(environment: ProcessInfo.processInfo.environment, logger: logger)
        let dataplane = try KernelDataplane(on: calls.executor, settings: options.sysctlDirectory)
        let context = DriverContext(
            store: metrics.around(faults.around(store)),
            dataplane: faults.around(dataplane),
            ports: faults.around(try PortRelay(within: shares, logger: logger)),
            logger: logger,
            timing: options.timing.value,
            ranges: options.ranges
        )
        try await context.reconciler.recover()
        let addresses = PoolIPAMDriver(context)
        let engine = options.engine.follower(logger)
        let view = DriverView(store: store, engine: engine ?? NoEngine(), dataplane: dataplane)
        let zones = ZoneFollower(
            bridges: { Set(try await view.networks().map { $0.network.bridge }) },
            logger: logger
        )
        context.networkChanges.observe { zones.wake() }
        let keepers: [BackgroundService] =
            (engine.map { [.init("engine", run: $0.run)] } ?? []) + [
                .init("reaper", run: context.reaper.run),
                .init("sweeper", run: context.sweeper.run),
                .init("announcer", run: context.announcer.run),
                .init("clients", run: context.clientListKeeper.run),
                .init("zones", run: zones.run),
                .init("dataplane", run: context.dataplaneKeeper.run),
                .init("leases", run: addresses.leaseKeeper.run),
                .init("finisher", run: context.finisher.run),
                .init("state", run: StateKeeper(store: store, directory: directory, logger: logger).run),
            ]
        let prometheus = try metrics.service(
            of: MetricsSources(of: context, view: view, traffic: KernelTrafficMeter()),
            connections: shares.metrics,
            logger: logger
        )
        let admin = AdminService(
            socketPath: options.adminSocket,
            connections: shares.commands,
            daemon: try await DaemonDescription(listeningAt: listeners.listener, passed: manager.sockets),
            view: view,
            addresses: addresses,
            doctor: Driver.Doctor(context.reconciler, firewalld: zones),
            explainer: Explainer(context.reconciler, engine: engine ?? NoEngine()),
            log: log,
            logger: logger
        )
        let plugin = DockerPluginService(
            networkDriver: metrics.around(faults.around(HostNetworkDriver(context))),
            ipamDriver: metrics.around(faults.around(addresses)),
            listener: listeners.listener,
            eventLoop: calls,
            optionLimits: OptionLimits(valueLengths: BridgeOptions.valueLengths),
            onListening: { manager.notify(.ready, or: logger) },
            limits: ListenerLimits(connections: shares.calls),
            logger: logger
        )
        // The last service stops first, so no call arrives while the others stop.
        services =
            keepers.map { .init(service: $0, serviceName: $0.name) }
            + (prometheus.map { [.init(service: $0, serviceName: "metrics")] } ?? []) + [
                .init(service: admin, serviceName: "admin"),
                .init(service: plugin, serviceName: "plugin"),
                .init(service: StopNotifier(manager: manager, logger: logger), serviceName: "farewell"),
            ]
    }

    /// Runs until SIGTERM or SIGINT.
    func run(logger: Logger) async throws {
        // The lock stays until the end of the function, not only until its last use.
        defer { withExtendedLifetime(directory) {} }
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        )
        try await group.run()
    }
}
