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
        help: "Always 1; the label says which version runs."
    )
    static let startTime = MetricFamily(
        "process_start_time_seconds",
        kind: .gauge,
        help: "When the daemon started, in seconds since 1970."
    )

    static let callDuration = MetricFamily(
        "mdnp_call_duration_seconds",
        kind: .histogram(bounds: [
            0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ]),
        labels: ["call"],
        help: "How long Docker's calls took, from the request to the answer, whatever the answer was."
    )
    static let callErrors = MetricFamily(
        "mdnp_call_errors_total",
        kind: .counter,
        labels: ["call", "kind"],
        help:
            "Calls that were answered with an error: refused where what was asked for cannot be, failed where mdnp could not do it."
    )

    static let commitDuration = MetricFamily(
        "mdnp_store_commit_duration_seconds",
        kind: .histogram(bounds: [
            0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 1,
        ]),
        help: "How long changes took to be kept durably."
    )
    static let commitErrors = MetricFamily(
        "mdnp_store_commit_errors_total",
        kind: .counter,
        help: "Changes that could not be kept."
    )

    static let networks = MetricFamily("mdnp_networks", kind: .gauge, help: "Networks that stand.")
    static let endpoints = MetricFamily("mdnp_endpoints", kind: .gauge, help: "Endpoints of all networks.")
    static let networkEndpoints = MetricFamily(
        "mdnp_network_endpoints",
        kind: .gauge,
        labels: ["network"],
        help: "Endpoints of a network."
    )
    static let networkEndpointLimit = MetricFamily(
        "mdnp_network_endpoint_limit",
        kind: .gauge,
        help: "How many endpoints one network may have."
    )

    static let poolAddresses = pool("mdnp_pool_addresses", help: "Addresses of a pool from which mdnp chooses.")
    static let poolHeld = pool("mdnp_pool_held_addresses", help: "Addresses of a pool that are held.")
    static let poolResting = pool(
        "mdnp_pool_resting_addresses",
        help: "Addresses of a pool that were given back, and wait for who had them."
    )
    static let poolReserved = pool(
        "mdnp_pool_reserved_addresses",
        help: "Addresses of a pool that are kept for a name that does not have them now."
    )

    static let publishedPorts = MetricFamily(
        "mdnp_published_ports",
        kind: .gauge,
        labels: ["protocol"],
        help: "Ports of the host's that lead to containers, one for each address."
    )

    static let repairs = MetricFamily(
        "mdnp_repairs_total",
        kind: .counter,
        labels: ["kind"],
        help: "What mdnp put right that nobody asked for."
    )
    static let reaperQueue = MetricFamily(
        "mdnp_reaper_queue_links",
        kind: .gauge,
        help: "Links of removed endpoints that are not deleted yet."
    )
    static let reaperDeleted = MetricFamily(
        "mdnp_reaper_deleted_links_total",
        kind: .counter,
        help: "Links of removed endpoints that were deleted."
    )

    static let endpointInfo = MetricFamily(
        "mdnp_endpoint_info",
        kind: .gauge,
        labels: ["endpoint", "network", "container", "network_name"],
        help: "Always 1; the labels say what people call an endpoint's container and network."
    )

    private static func pool(_ name: String, help: String) -> MetricFamily {
        MetricFamily(name, kind: .gauge, labels: ["space", "pool", "network"], help: help)
    }
}
