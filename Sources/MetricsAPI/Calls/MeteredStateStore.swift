// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import NetworkModel
import PrometheusExporter

/// A store that measures the duration of commits; transactions without changes are not counted.
struct MeteredStateStore: StateStore {
    private let store: any StateStore
    private let duration: Timer
    private let errors: Counter

    init(_ store: any StateStore, factory: any MetricsFactory) {
        self.store = store
        duration = Timer(label: Catalogue.commitDuration.name, dimensions: [], factory: factory)
        errors = Counter(label: Catalogue.commitErrors.name, factory: factory)
    }

    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(StateError) -> Outcome {
        let start = ContinuousClock.now
        do throws(StateError) {
            let (outcome, isChange) = try await store.commit { state throws(Refusal) in
                let decision = try decide(state)
                return Decision(decision.changes, outcome: (decision.outcome, !decision.changes.isEmpty))
            }
            if isChange { duration.record(since: start) }
            return outcome
        } catch {
            if case .failed = error { errors.increment() }
            throw error
        }
    }
}
