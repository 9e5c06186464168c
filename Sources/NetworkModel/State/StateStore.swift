// SPDX-License-Identifier: Apache-2.0

/// Where what should be is kept, durably: the truth, of which the kernel is a projection.
public protocol StateStore: Sendable {
    /// Looks at the state, and commits what the look decides, in one transaction without a pause.
    ///
    /// Answers once the changes survive a crash of mdnp; changes of networks survive a power cut as well.
    /// - Throws: ``StateError/refused(_:)`` if the decision refuses, ``StateError/failed(_:)`` if it could not be kept.
    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(StateError) -> Outcome
}

extension StateStore {
    /// Looks at the state and changes nothing.
    public func read<Outcome: Sendable>(
        _ look: @Sendable (DesiredState) throws(Refusal) -> Outcome
    ) async throws(StateError) -> Outcome {
        try await commit { state throws(Refusal) in Decision([], try look(state)) }
    }
}

/// Why nothing was committed.
public enum StateError: Error, Sendable, CustomStringConvertible {
    /// What was asked for cannot be.
    case refused(Refusal)
    /// The state could not be read or kept: one line that says what failed.
    case failed(String)

    /// What failed, as one line.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .failed(let cause): cause
        }
    }
}
