// SPDX-License-Identifier: Apache-2.0

/// Durable storage of the desired state: the truth, of which the kernel is a projection.
public protocol StateStore: Sendable {
    /// Reads the state, and commits the resulting decision, in one transaction without a suspension.
    ///
    /// Returns once the changes survive a crash of mdnp; changes of networks survive a power failure as well.
    /// - Throws: ``StateError/refused(_:)`` if the decision refuses, ``StateError/failed(_:)`` if it could not be stored.
    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(StateError) -> Outcome
}

extension StateStore {
    /// Reads the state without a change.
    public func read<Outcome: Sendable>(
        _ body: @Sendable (DesiredState) throws(Refusal) -> Outcome
    ) async throws(StateError) -> Outcome {
        try await commit { state throws(Refusal) in Decision([], outcome: try body(state)) }
    }
}

/// The reason that nothing was committed.
public enum StateError: Error, Sendable, CustomStringConvertible {
    /// The request cannot be met.
    case refused(Refusal)
    /// The state could not be read or stored: one line with the problem.
    case failed(String)

    /// The error in one line.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .failed(let cause): cause
        }
    }
}
