// SPDX-License-Identifier: Apache-2.0

/// A Swarm network to allocate for: what `NetworkDriver.AllocateNetwork` sends to a manager.
public struct AllocateNetworkRequest: Hashable, Sendable {
    /// Swarm's id of the network (`NetworkID`).
    public var networkID: String

    /// The network's options (`Options`), Docker's among them.
    public var options: [String: String]

    /// The IPv4 pools (`IPv4Data`).
    public var ipv4: [IPAMPool]

    /// The IPv6 pools (`IPv6Data`); engines up to 29.7 send none.
    public var ipv6: [IPAMPool]

    /// A request to allocate for the network `networkID`.
    public init(networkID: String, options: [String: String] = [:], ipv4: [IPAMPool] = [], ipv6: [IPAMPool] = []) {
        self.networkID = networkID
        self.options = options
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }
}
