// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// A store with a crash point before each commit that has changes.
///
/// A commit without changes has none.
struct CrashingStateStore: StateStore {
    private let store: any StateStore
    private let points: CrashPoints

    init(_ store: any StateStore, at points: CrashPoints) {
        self.store = store
        self.points = points
    }

    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(StateError) -> Outcome {
        try await store.commit { state throws(Refusal) in
            let decision = try decide(state)
            if !decision.changes.isEmpty {
                points.pass("before a commit: \(decision.changes.map(\.word).joined(separator: ", "))")
            }
            return decision
        }
    }
}

extension Change {
    /// The name of the change, without its subject.
    fileprivate var word: String {
        switch self {
        case .addNetwork(let record): "network \(record.phase)"
        case .setPhase(_, let phase): "network \(phase)"
        case .addresses(let change): String("\(change)".prefix { $0 != "(" })
        default: String("\(self)".prefix { $0 != "(" })
        }
    }
}
