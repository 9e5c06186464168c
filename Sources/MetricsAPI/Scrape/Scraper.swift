// SPDX-License-Identifier: Apache-2.0

import Driver
import IPAM
import NetworkModel
import PrometheusExporter

/// Tells all metrics as they are now: what was counted, and what a look shows.
struct Scraper: Sendable {
    private let registry: MetricsRegistry
    private let sources: MetricsSources

    init(_ registry: MetricsRegistry, sources: MetricsSources) {
        self.registry = registry
        self.sources = sources
    }

    /// The text that Prometheus reads.
    func text() async throws -> String {
        let census = try await sources.view.census()
        let traffic = try await sources.traffic.traffic(of: census.endpoints.map(\.link))
        var samples = Samples()
        registry.collect(into: &samples)
        samples.add(census)
        samples.add(sources.repairs())
        samples.add(sources.reaper())
        // In the order in which they are written: who sorts them again, for each metric, has less to do.
        for endpoint in census.endpoints.sorted(by: { $0.id < $1.id }) {
            samples.add(1, to: Catalogue.endpointInfo, labels: Labels(namesOf: endpoint))
            guard let passed = traffic[endpoint.link] else { continue }
            let labels = Labels(endpoint)
            for metric in EndpointMetric.all {
                samples.add(.count(metric.value(passed)), to: metric.family, labels: labels)
            }
        }
        return Exposition.text(of: samples, as: Catalogue.all)
    }
}

extension Labels {
    /// What an endpoint is known by, whatever people call it: a name may change while it counts.
    fileprivate init(_ endpoint: Census.Endpoint) {
        self = ["endpoint": endpoint.id.short, "network": endpoint.network.short]
    }

    /// What people call an endpoint; its ids where no name is known, so that who reads sees something.
    fileprivate init(namesOf endpoint: Census.Endpoint) {
        self = [
            "endpoint": endpoint.id.short, "network": endpoint.network.short,
            "container": endpoint.container ?? endpoint.id.short,
            "network_name": endpoint.networkName ?? endpoint.network.short,
        ]
    }
}

extension Samples {
    fileprivate mutating func add(_ census: Census) {
        add(census.networks.count, to: Catalogue.networks)
        add(census.endpoints.count, to: Catalogue.endpoints)
        for (network, count) in census.networks {
            add(count, to: Catalogue.networkEndpoints, labels: ["network": network.short])
        }
        for (transport, count) in census.publishedPorts {
            add(count, to: Catalogue.publishedPorts, labels: ["protocol": "\(transport)"])
        }
        for (usage, network) in census.pools {
            let pool = usage.pool
            let labels: Labels = [
                "space": pool.space.rawValue, "pool": "\(pool.prefix)", "network": network?.short ?? "",
            ]
            add(.number(Double(pool.size)), to: Catalogue.poolAddresses, labels: labels)
            add(usage.held, to: Catalogue.poolHeld, labels: labels)
            add(usage.resting, to: Catalogue.poolResting, labels: labels)
            add(usage.reserved, to: Catalogue.poolReserved, labels: labels)
        }
    }

    fileprivate mutating func add(_ repairs: [Repairs.Kind: Repairs.Record]) {
        for kind in Repairs.Kind.allCases {
            add(repairs[kind]?.times ?? 0, to: Catalogue.repairs, labels: ["kind": kind.rawValue])
        }
    }

    fileprivate mutating func add(_ progress: Reaper.Progress) {
        add(progress.waiting, to: Catalogue.reaperQueue)
        add(progress.deleted, to: Catalogue.reaperDeleted)
    }
}
