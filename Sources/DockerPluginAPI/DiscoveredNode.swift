// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A Swarm node: what `NetworkDriver.DiscoverNew` and `NetworkDriver.DiscoverDelete` send (`DiscoveryType` 1).
public struct DiscoveredNode: Hashable, Sendable {
    /// The node's address (`Address`).
    public var address: IPAddress?

    /// The address the node binds to (`BindAddress`).
    public var bindAddress: IPAddress?

    /// Whether it is this very node (`Self`).
    public var isSelf: Bool

    /// A node at `address`.
    public init(address: IPAddress?, bindAddress: IPAddress? = nil, isSelf: Bool = false) {
        self.address = address
        self.bindAddress = bindAddress
        self.isSelf = isSelf
    }
}
