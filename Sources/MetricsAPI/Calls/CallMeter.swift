// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import DockerPluginAPI
import PrometheusExporter

/// An interceptor that measures the duration of calls and counts failed ones, at the cost of two clock reads and one increment.
struct CallMeter: CallInterceptor {
    private struct Series: Sendable {
        let duration: Timer
        let errors: [PluginError.Kind: Counter]
    }

    private let calls: [PluginMethod: Series]

    /// All series exist from the start, so the first error shows as an increase from zero.
    init(_ factory: any MetricsFactory) {
        let series = PluginMethod.allCases.map { call in
            let errors = PluginError.Kind.allCases.map { kind in
                let labels = [("call", call.rawValue), ("kind", kind.rawValue)]
                return (kind, Counter(label: Catalogue.callErrors.name, dimensions: labels, factory: factory))
            }
            let duration = Timer(
                label: Catalogue.callDuration.name,
                dimensions: [("call", call.rawValue)],
                factory: factory
            )
            return (call, Series(duration: duration, errors: Dictionary(uniqueKeysWithValues: errors)))
        }
        calls = Dictionary(uniqueKeysWithValues: series)
    }

    /// Measures a call while it is answered.
    func intercept<Answer, Failure: Error>(
        _ method: PluginMethod,
        _ answer: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        let start = ContinuousClock.now
        defer { calls[method]?.duration.record(since: start) }
        do {
            return try await answer()
        } catch {
            if let error = error as? PluginError { calls[method]?.errors[error.kind]?.increment() }
            throw error
        }
    }
}

extension Timer {
    /// Records the time elapsed since `start`.
    func record(since start: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
