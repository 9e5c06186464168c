// SPDX-License-Identifier: Apache-2.0

public import Addressing
import CoreMetrics
public import DockerPluginAPI
import Glibc
import Listening
public import Logging
public import NetworkModel
import PrometheusExporter

/// The daemon's metrics, and their endpoint for Prometheus.
///
/// If metrics are off, the wrapped stores and drivers are returned unchanged, at no cost.
public struct DaemonMetrics: Sendable {
    /// The maximum idle time of a connection between two requests; Prometheus sends one every few minutes at least.
    private static let idleTime = Duration.seconds(600)

    private struct Parts: Sendable {
        let listener: MetricsListener
        let hostCheck: HostCheck
        let registry: MetricsRegistry
        let calls: CallMeter
    }

    private let parts: Parts?

    /// The default address, reachable only from the host itself.
    public static let standardAddress = AddressPort(.v4(IPv4Address(rawValue: 0x7F00_0001)), port: 9477)

    /// Reserves the port at once; nil turns metrics off.
    ///
    /// The `Host` field of a request may contain an address, the host's own name, or one of `names`.
    ///
    /// - Throws: A `MetricsListenerError` if the port is taken, or if the host lacks the address.
    public init(at address: AddressPort?, names: [String], version: String) throws(MetricsListenerError) {
        guard let address else {
            parts = nil
            return
        }
        let listener = try MetricsListener(address)
        let registry = MetricsRegistry(Catalogue.all)
        Meter(label: Catalogue.buildInfo.name, dimensions: [("version", version)], factory: registry).set(1)
        Meter(label: Catalogue.startTime.name, factory: registry).set(Self.now)
        Meter(label: Catalogue.networkEndpointLimit.name, factory: registry).set(DesiredState.endpointLimit)
        let hostCheck = HostCheck(names: names)
        parts = Parts(listener: listener, hostCheck: hostCheck, registry: registry, calls: CallMeter(registry))
    }

    /// Returns the store, with its commits measured.
    public func around(_ store: any StateStore) -> any StateStore {
        parts.map { MeteredStateStore(store, factory: $0.registry) } ?? store
    }

    /// Returns the network driver, with its calls measured.
    public func around(_ driver: any NetworkDriver) -> any NetworkDriver {
        parts.map { $0.calls.around(driver) } ?? driver
    }

    /// Returns the IPAM driver, with its calls measured.
    public func around(_ driver: any IPAMDriver) -> any IPAMDriver {
        parts.map { $0.calls.around(driver) } ?? driver
    }

    /// Returns the service for Prometheus, with a limit of concurrent connections; nil if metrics are off.
    public func service(
        of sources: @autoclosure () throws -> MetricsSources,
        connections: Int,
        logger: Logger
    ) rethrows -> MetricsService? {
        guard let parts else { return nil }
        return MetricsService(
            listener: parts.listener,
            limits: ListenerLimits(connections: connections, idleTime: Self.idleTime),
            hostCheck: parts.hostCheck,
            scraper: Scraper(parts.registry, sources: try sources()),
            logger: logger
        )
    }

    /// The current time, in seconds since 1970.
    private static var now: Double {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
    }
}
