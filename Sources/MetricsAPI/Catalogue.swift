// SPDX-License-Identifier: Apache-2.0

public import PrometheusExporter

/// The metrics of the daemon, in the order of the output; `Documentation/Metrics.md` repeats them.
public enum Catalogue {
    /// All metrics.
    public static let all: [MetricFamily] =
        [
            buildInfo, startTime, callDuration, callErrors, commitDuration, commitErrors, networks, endpoints,
            networkEndpoints, networkEndpointLimit, poolAddresses, poolHeld, poolResting, poolReserved,
            publishedPorts, repairs, retiredLinks, deletedLinks, endpointInfo,
        ] + EndpointMetric.all.map(\.family)

    static let buildInfo = MetricFamily(
        "mdnp_build_info",
        kind: .gauge,
        labels: ["version"],
        help: "Version of mdnp as a label; the value is always 1."
    )
    static let startTime = MetricFamily(
        "process_start_time_seconds",
        kind: .gauge,
        help: "Start time of the daemon, in seconds since 1970."
    )

    static let callDuration = MetricFamily(
        "mdnp_call_duration_seconds",
        kind: .histogram(bounds: [
            0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ]),
        labels: ["call"],
        help: "Duration of Docker's calls, from the request to the response, errors included."
    )
    static let callErrors = MetricFamily(
        "mdnp_call_errors_total",
        kind: .counter,
        labels: ["call", "kind"],
        help: "Number of error responses to Docker: refused for requests that cannot be met, failed for faults."
    )

    static let commitDuration = MetricFamily(
        "mdnp_store_commit_duration_seconds",
        kind: .histogram(bounds: [
            0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 1,
        ]),
        help: "Duration of commits to the state database."
    )
    static let commitErrors = MetricFamily(
        "mdnp_store_commit_errors_total",
        kind: .counter,
        help: "Number of failed commits to the state database."
    )

    static let networks = MetricFamily("mdnp_networks", kind: .gauge, help: "Number of networks.")
    static let endpoints = MetricFamily("mdnp_endpoints", kind: .gauge, help: "Number of endpoints of all networks.")
    static let networkEndpoints = MetricFamily(
        "mdnp_network_endpoints",
        kind: .gauge,
        labels: ["network"],
        help: "Number of endpoints of a network."
    )
    static let networkEndpointLimit = MetricFamily(
        "mdnp_network_endpoint_limit",
        kind: .gauge,
        help: "Maximum number of endpoints of one network."
    )

    static let poolAddresses = pool("mdnp_pool_addresses", help: "Number of assignable addresses of a pool.")
    static let poolHeld = pool(
        "mdnp_pool_held_addresses",
        help: "Number of held addresses of a pool: assigned to a container or a gateway."
    )
    static let poolResting = pool(
        "mdnp_pool_resting_addresses",
        help: "Number of resting addresses of a pool: released, and kept for their last owner."
    )
    static let poolReserved = pool(
        "mdnp_pool_reserved_addresses",
        help: "Number of addresses of a pool that are reserved for a name and not held."
    )

    static let publishedPorts = MetricFamily(
        "mdnp_published_ports",
        kind: .gauge,
        labels: ["protocol"],
        help: "Number of published host ports, counted for each host address."
    )

    static let repairs = MetricFamily(
        "mdnp_repairs_total",
        kind: .counter,
        labels: ["kind"],
        help: "Number of repairs without a call from Docker."
    )
    static let retiredLinks = MetricFamily(
        "mdnp_retired_links",
        kind: .gauge,
        help: "Number of retired links, which belonged to removed endpoints and are not deleted yet."
    )
    static let deletedLinks = MetricFamily(
        "mdnp_retired_links_deleted_total",
        kind: .counter,
        help: "Number of deleted retired links."
    )

    static let endpointInfo = MetricFamily(
        "mdnp_endpoint_info",
        kind: .gauge,
        labels: ["endpoint", "network", "container", "network_name"],
        help: "Names of an endpoint's container and network as labels; the value is always 1."
    )

    private static func pool(_ name: String, help: String) -> MetricFamily {
        MetricFamily(name, kind: .gauge, labels: ["space", "pool", "network"], help: help)
    }
}
