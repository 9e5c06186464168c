// SPDX-License-Identifier: Apache-2.0

public import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps the counted values until they are collected.
///
/// The registry has a fixed list of metrics. A handler for an unknown name or with another kind counts nothing. A second handler for the
/// same series shares its values.
public final class MetricsRegistry: MetricsFactory {
    private let metrics: [String: MetricFamily]
    private let series = Mutex<[String: [Labels: any Series]]>([:])

    /// Creates a registry of metrics, without series.
    public init(_ metrics: [MetricFamily]) {
        self.metrics = Dictionary(metrics.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Adds the current values of all series.
    public func collect(into samples: inout Samples) {
        for (name, series) in series.withLock({ $0 }) {
            guard let metric = metrics[name] else { continue }
            for (labels, series) in series { samples.add(series.value, to: metric, labels: labels) }
        }
    }

    /// Returns the series of a counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions: dimensions) { $0 == .counter ? CounterSeries() : nil } ?? NOOPMetricsHandler.instance
    }

    /// Returns the series of a gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions: dimensions) ?? NOOPMetricsHandler.instance
    }

    /// Returns the series of a histogram, or of a gauge if `aggregate` is false.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return histogram(label, dimensions: dimensions) ?? NOOPMetricsHandler.instance }
        return gauge(label, dimensions: dimensions) ?? NOOPMetricsHandler.instance
    }

    /// Returns the series of a histogram of durations.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions: dimensions) ?? NOOPMetricsHandler.instance
    }

    /// Removes the series.
    public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    /// Removes the series.
    public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    /// Removes the series.
    public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    /// Removes the series.
    public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    private func gauge(_ name: String, dimensions: [(String, String)]) -> GaugeSeries? {
        series(name, dimensions: dimensions) { $0 == .gauge ? GaugeSeries() : nil }
    }

    private func histogram(_ name: String, dimensions: [(String, String)]) -> HistogramSeries? {
        series(name, dimensions: dimensions) { kind in
            guard case .histogram(let bounds) = kind else { return nil }
            return HistogramSeries(bounds: bounds)
        }
    }

    /// Returns the series with these labels, created on first use; nil if the metric is unknown or of another kind.
    private func series<Made: Series>(
        _ name: String,
        dimensions: [(String, String)],
        make: (MetricFamily.Kind) -> Made?
    ) -> Made? {
        guard let metric = metrics[name], let made = make(metric.kind) else { return nil }
        let labels = Labels(dimensions)
        return series.withLock { all in
            if let known = all[name]?[labels] { return known as? Made }
            all[name, default: [:]][labels] = made
            return made
        }
    }

    private func forget(_ handler: AnyObject) {
        series.withLock { all in
            for (name, series) in all { all[name] = series.filter { $0.value !== handler } }
        }
    }
}
