// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import PrometheusExporter
import Testing

@testable import MetricsAPI

/// The metrics of commits.
struct MeteredStateStoreTests {
    /// An empty store whose disk may be full.
    private struct EmptyStore: StateStore {
        var isFull = false

        func commit<Outcome: Sendable>(
            _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
        ) async throws(StateError) -> Outcome {
            let decision: Decision<Outcome>
            do throws(Refusal) {
                decision = try decide(DesiredState())
            } catch {
                throw .refused(error)
            }
            if isFull, !decision.changes.isEmpty { throw .failed("the disk is full") }
            return decision.outcome
        }
    }

    private static let timed = "mdnp_store_commit_duration_seconds_count"
    private static let failed = "mdnp_store_commit_errors_total"

    private let registry = MetricsRegistry(Catalogue.all)

    @Test func `a commit with changes is timed, and its result passed on`() async throws {
        let store = MeteredStateStore(EmptyStore(), factory: registry)
        #expect(try await store.commit { _ in Decision([.recordHostChange(.forwardsIPv6)], outcome: 7) } == 7)
        #expect(registry.lines.isSuperset(of: ["\(Self.timed) 1", "\(Self.failed) 0"]))
    }

    @Test func `reads count as no commit, and refusals as no failure`() async throws {
        let store = MeteredStateStore(EmptyStore(), factory: registry)
        #expect(try await store.read(\.networks.count) == 0)
        await #expect(throws: StateError.self) {
            try await store.commit { _ throws(Refusal) -> Decision<Void> in throw Refusal("network n1", "is there") }
        }
        #expect(registry.lines.isSuperset(of: ["\(Self.timed) 0", "\(Self.failed) 0"]))
    }

    @Test func `failed commits are counted`() async throws {
        let store = MeteredStateStore(EmptyStore(isFull: true), factory: registry)
        await #expect(throws: StateError.self) {
            try await store.commit { _ in Decision([.recordHostChange(.forwardsIPv6)], outcome: ()) }
        }
        #expect(registry.lines.isSuperset(of: ["\(Self.timed) 0", "\(Self.failed) 1"]))
    }
}
