// SPDX-License-Identifier: Apache-2.0

/// A network, by its id alone: what `DeleteNetwork` and `FreeNetwork` send.
public struct NetworkReference: Hashable, Sendable {
    /// Docker's id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// The network `networkID`.
    public init(networkID: String) {
        self.networkID = networkID
    }
}
