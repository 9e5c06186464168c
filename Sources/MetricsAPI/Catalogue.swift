// SPDX-License-Identifier: Apache-2.0

public import PrometheusExporter

/// The metrics of the daemon, in the order of the output; `Documentation/Metrics.md` repeats them.
public enum Catalogue {
    /// All metrics.
    public static let all: [MetricFamily] =
        [
            buildInfo, startTime, callDuration, callErrors, commitDuration, commitErrors, networks, endpoints,
            networkEndpoints, networkEndpointLimit, poolAddresses, poolHeld, poolResting, poolReserved,
            publishedPorts, repairs, reaperQueue, reaperDeleted, endpointInfo,
        ] + EndpointMetric.all.map(\.family)

    static let buildInfo = MetricFamily(
        "mdnp_build_info",
        kind: .gauge,
        labels: ["version"],
        help: "Always 1, with the version as label."
    )
    static let startTime = MetricFamily(
        "process_start_time_seconds",
        kind: .gauge,
        help: "Start time of the daemon in seconds since 1970."
    )

    static let callDuration = MetricFamily(
        "mdnp_call_duration_seconds",
        kind: .histogram(bounds: [
            0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ]),
        labels: ["call"],
        help: "Duration of calls from Docker, from request to response, including failed calls."
    )
    static let callErrors = MetricFamily(
        "mdnp_call_errors_total",
        kind: .counter,
        labels: ["call", "kind"],
        help:
            "Number of calls answered with an error: refused (invalid or conflicting request) or failed (fault on the host)."
    )

    static let commitDuration = MetricFamily(
        "mdnp_store_commit_duration_seconds",
        kind: .histogram(bounds: [
            0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 1,
        ]),
        help: "Duration of commits to the state on disk."
    )
    static let commitErrors = MetricFamily(
        "mdnp_store_commit_errors_total",
        kind: .counter,
        help: "Number of failed commits to the state on disk."
    )

    static let networks = MetricFamily("mdnp_networks", kind: .gauge, help: "Number of networks.")
    static let endpoints = MetricFamily("mdnp_endpoints", kind: .gauge, help: "Number of endpoints.")
    static let networkEndpoints = MetricFamily(
        "mdnp_network_endpoints",
        kind: .gauge,
        labels: ["network"],
        help: "Number of endpoints per network."
    )
    static let networkEndpointLimit = MetricFamily(
        "mdnp_network_endpoint_limit",
        kind: .gauge,
        help: "Maximum number of endpoints per network."
    )

    static let poolAddresses = pool("mdnp_pool_addresses", help: "Number of assignable addresses per pool.")
    static let poolHeld = pool("mdnp_pool_held_addresses", help: "Number of leased addresses per pool.")
    static let poolResting = pool(
        "mdnp_pool_resting_addresses",
        help: "Number of released addresses per pool that are kept for their previous container."
    )
    static let poolReserved = pool(
        "mdnp_pool_reserved_addresses",
        help: "Number of reserved addresses per pool that are not leased."
    )

    static let publishedPorts = MetricFamily(
        "mdnp_published_ports",
        kind: .gauge,
        labels: ["protocol"],
        help: "Number of published host ports, counted per host address."
    )

    static let repairs = MetricFamily(
        "mdnp_repairs_total",
        kind: .counter,
        labels: ["kind"],
        help: "Number of repairs of links, firewall and other resources that differed from the expected configuration."
    )
    static let reaperQueue = MetricFamily(
        "mdnp_reaper_queue_links",
        kind: .gauge,
        help: "Number of retired links that are not deleted yet."
    )
    static let reaperDeleted = MetricFamily(
        "mdnp_reaper_deleted_links_total",
        kind: .counter,
        help: "Number of deleted retired links."
    )

    static let endpointInfo = MetricFamily(
        "mdnp_endpoint_info",
        kind: .gauge,
        labels: ["endpoint", "network", "container", "network_name"],
        help: "Always 1, with the names of an endpoint's container and network as labels."
    )

    private static func pool(_ name: String, help: String) -> MetricFamily {
        MetricFamily(name, kind: .gauge, labels: ["space", "pool", "network"], help: help)
    }
}
