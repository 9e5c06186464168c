// SPDX-License-Identifier: Apache-2.0

/// A network and its phase.
public struct NetworkRecord: Hashable, Sendable {
    /// The phase of a network between Docker's call and the kernel.
    public enum Phase: String, Hashable, Sendable {
        /// Recorded, not yet in the kernel. After a crash, the next start removes the network: Docker never got a reply.
        case creating
        /// In the kernel, and acknowledged to Docker.
        case active = "standing"
        /// Being removed from the kernel. After a crash, the next start completes the removal.
        case deleting
    }

    /// The requested network.
    public let network: Network
    /// The phase of the network.
    public let phase: Phase

    /// Creates a record of a network in a phase.
    public init(_ network: Network, phase: Phase) {
        self.network = network
        self.phase = phase
    }
}
