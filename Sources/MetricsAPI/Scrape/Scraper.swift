// SPDX-License-Identifier: Apache-2.0

import Driver
import IPAM
import NetworkModel
import PrometheusExporter

/// The renderer of a scrape: the counted series, and values read at the time of the scrape.
struct Scraper: Sendable {
    private let registry: MetricsRegistry
    private let sources: MetricsSources

    init(_ registry: MetricsRegistry, sources: MetricsSources) {
        self.registry = registry
        self.sources = sources
    }

    /// Returns the metrics in the text format of Prometheus.
    func text() async throws -> String {
        let inventory = try await sources.view.inventory()
        let traffic = try await sources.traffic.traffic(of: inventory.endpoints.map(\.link))
        var samples = Samples()
        registry.collect(into: &samples)
        samples.add(inventory)
        samples.add(sources.repairs())
        samples.add(sources.reaper())
        // Sorted once here, so that sorting each metric again is fast.
        for endpoint in inventory.endpoints.sorted(by: { $0.id < $1.id }) {
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
    /// Creates labels with the ids of an endpoint only: names may change while its counters grow.
    fileprivate init(_ endpoint: Inventory.Endpoint) {
        self = ["endpoint": endpoint.id.short, "network": endpoint.network.short]
    }

    /// Creates labels with the names of an endpoint's container and network; its ids replace unknown names.
    fileprivate init(namesOf endpoint: Inventory.Endpoint) {
        self = [
            "endpoint": endpoint.id.short, "network": endpoint.network.short,
            "container": endpoint.container ?? endpoint.id.short,
            "network_name": endpoint.networkName ?? endpoint.network.short,
        ]
    }
}

extension Samples {
    fileprivate mutating func add(_ inventory: Inventory) {
        add(inventory.networks.count, to: Catalogue.networks)
        add(inventory.endpoints.count, to: Catalogue.endpoints)
        for (network, count) in inventory.networks {
            add(count, to: Catalogue.networkEndpoints, labels: ["network": network.short])
        }
        for (transport, count) in inventory.publishedPorts {
            add(count, to: Catalogue.publishedPorts, labels: ["protocol": "\(transport)"])
        }
        for (usage, network) in inventory.pools {
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
        add(progress.waiting, to: Catalogue.retiredLinks)
        add(progress.deleted, to: Catalogue.deletedLinks)
    }
}
