// SPDX-License-Identifier: Apache-2.0

/// A network and how far it has come.
public struct NetworkRecord: Hashable, Sendable {
    /// How far a network has come between Docker's call and the kernel.
    public enum Phase: String, Hashable, Sendable {
        /// Recorded, not yet in the kernel. A crash here is undone at the next start: Docker never got an answer.
        case creating
        /// In the kernel, and Docker was told so.
        case standing
        /// Being taken out of the kernel. A crash here is finished at the next start.
        case deleting
    }

    /// What was asked for.
    public let network: Network
    /// How far it has come.
    public let phase: Phase

    /// A network in a phase.
    public init(_ network: Network, _ phase: Phase) {
        self.network = network
        self.phase = phase
    }
}
