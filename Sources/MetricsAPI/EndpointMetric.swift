// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import PrometheusExporter

/// A metric of each endpoint, with directions as seen by the container.
struct EndpointMetric: Sendable {
    let family: MetricFamily
    let value: @Sendable (Traffic) -> UInt64

    static let all = [
        Self("receive_bytes", help: "Number of bytes received by the container.") { $0.received.bytes },
        Self("transmit_bytes", help: "Number of bytes sent by the container.") { $0.sent.bytes },
        Self("receive_packets", help: "Number of packets received by the container.") { $0.received.packets },
        Self("transmit_packets", help: "Number of packets sent by the container.") { $0.sent.packets },
        Self("receive_drops", help: "Number of packets to the container that were dropped on its link.") {
            $0.received.drops
        },
        Self("transmit_drops", help: "Number of packets from the container that were dropped on its link.") {
            $0.sent.drops
        },
        Self("source_drops", help: "Number of frames from the container that mdnp dropped for their source.") {
            $0.sourceDrops
        },
    ]

    private init(_ name: String, help: String, value: @escaping @Sendable (Traffic) -> UInt64) {
        family = MetricFamily(
            "mdnp_endpoint_\(name)_total",
            kind: .counter,
            labels: ["endpoint", "network"],
            help: help
        )
        self.value = value
    }
}
