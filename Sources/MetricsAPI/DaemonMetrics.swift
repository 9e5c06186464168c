// SPDX-License-Identifier: Apache-2.0

public import Addressing
import CoreMetrics
public import DockerPluginAPI
import Glibc
import Listening
public import Logging
public import NetworkModel
import PrometheusExporter

/// What the daemon counts of itself, and who asks for it.
///
/// Where metrics are off, whatever is handed in comes back as it is, and costs nothing.
public struct DaemonMetrics: Sendable {
    /// How long a connection may stay between two requests; Prometheus sends one every few minutes at least.
    private static let idleTime = Duration.seconds(600)

    private struct Parts: Sendable {
        let listener: MetricsListener
        let hostCheck: HostCheck
        let registry: MetricsRegistry
        let calls: CallMeter
    }

    private let parts: Parts?

    /// The default address, which only programs of the host itself can reach.
    public static let standardAddress = AddressPort(.v4(IPv4Address(rawValue: 0x7F00_0001)), port: 9477)

    /// Takes the port at once, so that nobody can have it any more when there is something to tell; nil turns metrics off.
    ///
    /// Beside addresses and the host's own name, requests may name the host by `names`.
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

    /// The store, with its commits timed.
    public func around(_ store: any StateStore) -> any StateStore {
        parts.map { MeteredStateStore(store, factory: $0.registry) } ?? store
    }

    /// The network driver, with its calls timed.
    public func around(_ driver: any NetworkDriver) -> any NetworkDriver {
        parts.map { $0.calls.around(driver) } ?? driver
    }

    /// The IPAM driver, with its calls timed.
    public func around(_ driver: any IPAMDriver) -> any IPAMDriver {
        parts.map { $0.calls.around(driver) } ?? driver
    }

    /// What answers whoever asks, over so many connections at once; nil where metrics are off.
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

    /// Seconds since 1970.
    private static var now: Double {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
    }
}
