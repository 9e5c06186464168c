// SPDX-License-Identifier: Apache-2.0

/// The id of a network: the request of `DeleteNetwork` and `FreeNetwork`.
public struct NetworkReference: Hashable, Sendable {
    /// The id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// Creates a reference to the network `networkID`.
    public init(networkID: String) {
        self.networkID = networkID
    }
}
