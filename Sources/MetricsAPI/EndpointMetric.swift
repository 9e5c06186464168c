// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import PrometheusExporter

/// A metric of each endpoint, with directions as seen by the container.
struct EndpointMetric: Sendable {
    let family: MetricFamily
    let value: @Sendable (Traffic) -> UInt64

    static let all = [
        Self("receive_bytes", help: "Bytes received by the container.") { $0.received.bytes },
        Self("transmit_bytes", help: "Bytes sent by the container.") { $0.sent.bytes },
        Self("receive_packets", help: "Packets received by the container.") { $0.received.packets },
        Self("transmit_packets", help: "Packets sent by the container.") { $0.sent.packets },
        Self("receive_drops", help: "Packets to the container dropped on its link.") { $0.received.drops },
        Self("transmit_drops", help: "Packets from the container dropped on its link.") { $0.sent.drops },
        Self("source_drops", help: "Frames from the container dropped by mdnp because of their source.") {
            $0.sourceDrops
        },
    ]

    private init(_ what: String, help: String, value: @escaping @Sendable (Traffic) -> UInt64) {
        family = MetricFamily(
            "mdnp_endpoint_\(what)_total",
            kind: .counter,
            labels: ["endpoint", "network"],
            help: help
        )
        self.value = value
    }
}
