// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Testing

@testable import PrometheusExporter

/// The values that swift-metrics records in a registry.
struct MetricsRegistryTests {
    private static let calls = MetricFamily("calls_total", kind: .counter, labels: ["call"], help: "Calls.")
    private static let depth = MetricFamily("depth", kind: .gauge, help: "Depth.")
    private static let wait = MetricFamily("wait_seconds", kind: .histogram(bounds: [0.001, 0.01]), help: "Waiting.")

    private let registry = MetricsRegistry([calls, depth, wait])

    /// The lines of all series.
    private var lines: [String] {
        var samples = Samples()
        registry.collect(into: &samples)
        return Exposition.text(of: samples, as: [Self.calls, Self.depth, Self.wait])
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    @Test func `a counter grows, and never shrinks`() {
        let counter = Counter(label: "calls_total", dimensions: [("call", "Join")], factory: registry)
        #expect(lines == [#"calls_total{call="Join"} 0"#])
        counter.increment()
        counter.increment(by: 4)
        counter.increment(by: -3)
        #expect(lines == [#"calls_total{call="Join"} 5"#])
    }

    @Test func `two handles of a series share its count`() {
        for _ in 0..<2 {
            Counter(label: "calls_total", dimensions: [("call", "Join")], factory: registry).increment()
        }
        Counter(label: "calls_total", dimensions: [("call", "Leave")], factory: registry).increment()
        #expect(lines == [#"calls_total{call="Join"} 2"#, #"calls_total{call="Leave"} 1"#])
    }

    @Test func `a meter goes up and down, and a gauge has the last value`() {
        let meter = Meter(label: "depth", factory: registry)
        meter.set(2.5)
        meter.increment(by: 2)
        meter.decrement()
        #expect(lines == ["depth 3.5"])
        Gauge(label: "depth", factory: registry).record(7)
        #expect(lines == ["depth 7"])
    }

    @Test func `a timer sorts durations by the bounds, each bound included, and sums seconds`() {
        let timer = Timer(label: "wait_seconds", factory: registry)
        timer.recordMicroseconds(500)
        timer.recordMilliseconds(1)
        timer.recordMilliseconds(2)
        timer.recordSeconds(3)
        #expect(
            lines == [
                #"wait_seconds_bucket{le="0.001"} 2"#, #"wait_seconds_bucket{le="0.01"} 3"#,
                #"wait_seconds_bucket{le="+Inf"} 4"#, "wait_seconds_sum 3.0035", "wait_seconds_count 4",
            ]
        )
    }

    @Test func `a recorder that aggregates is a histogram as well`() {
        let recorder = Recorder(label: "wait_seconds", factory: registry)
        recorder.record(0.005)
        recorder.record(1)
        #expect(lines.first == #"wait_seconds_bucket{le="0.001"} 0"#)
        #expect(lines.last == "wait_seconds_count 2")
    }

    @Test func `records under an unknown name or of another kind are not exported`() {
        Counter(label: "other_total", factory: registry).increment()
        Counter(label: "depth", factory: registry).increment()
        Meter(label: "calls_total", factory: registry).set(1)
        Timer(label: "depth", factory: registry).recordSeconds(1)
        Recorder(label: "calls_total", factory: registry).record(1)
        Gauge(label: "wait_seconds", factory: registry).record(1)
        #expect(lines.isEmpty)
    }

    @Test func `a destroyed series is not exported`() {
        let (join, leave) = (
            Counter(label: "calls_total", dimensions: [("call", "Join")], factory: registry),
            Counter(label: "calls_total", dimensions: [("call", "Leave")], factory: registry)
        )
        let (meter, timer) = (Meter(label: "depth", factory: registry), Timer(label: "wait_seconds", factory: registry))
        join.destroy()
        meter.destroy()
        timer.destroy()
        #expect(lines == [#"calls_total{call="Leave"} 0"#])
        leave.destroy()
        #expect(lines.isEmpty)
    }

    @Test func `concurrent counts are complete`() async {
        let registry = registry
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        Counter(label: "calls_total", dimensions: [("call", "Join")], factory: registry).increment()
                        Timer(label: "wait_seconds", factory: registry).recordMilliseconds(1)
                    }
                }
            }
        }
        #expect(lines.first == #"calls_total{call="Join"} 8000"#)
        #expect(lines.last == "wait_seconds_count 8000")
    }
}
