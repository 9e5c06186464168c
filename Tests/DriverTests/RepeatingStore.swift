// SPDX-License-Identifier: Apache-2.0

import IPAM
import NetworkModel
import SQLiteStateStore
import Synchronization

/// A store that runs each decision twice and keeps the second run, as a compare-and-swap store does after a write in between.
struct RepeatingStore: StateStore {
    /// The decisions whose two runs have different changes.
    final class Differences: Sendable {
        private let found = Mutex<[String]>([])

        var all: [String] { found.withLock { $0 } }

        func add(_ difference: String) { found.withLock { $0.append(difference) } }
    }

    let store: SQLiteStateStore
    let differences = Differences()

    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(StateError) -> Outcome {
        try await store.commit { state throws(Refusal) in
            let first: [Change]
            do throws(Refusal) {
                first = try decide(state).changes
            } catch {
                first = []
            }
            let second = try decide(state)
            if Set(first) != Set(second.changes) { differences.add("\(first) and then \(second.changes)") }
            return second
        }
    }
}
