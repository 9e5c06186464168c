// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The request of `NetworkDriver.DiscoverNew` and `NetworkDriver.DiscoverDelete` (`DiscoveryType` 1): a Swarm node.
public struct DiscoveredNode: Hashable, Sendable {
    /// The address of the node (`Address`).
    public var address: IPAddress?

    /// The bind address of the node (`BindAddress`).
    public var bindAddress: IPAddress?

    /// A Boolean value that indicates whether the node is the local one (`Self`).
    public var isSelf: Bool

    /// Creates a node at `address`.
    public init(address: IPAddress?, bindAddress: IPAddress? = nil, isSelf: Bool = false) {
        self.address = address
        self.bindAddress = bindAddress
        self.isSelf = isSelf
    }
}
