// SPDX-License-Identifier: Apache-2.0

/// The request of `NetworkDriver.AllocateNetwork`, which Docker sends to a Swarm manager.
public struct AllocateNetworkRequest: Hashable, Sendable {
    /// The id of the network in Swarm (`NetworkID`).
    public var networkID: String

    /// The options of the network, including Docker's own (`Options`).
    public var options: [String: String]

    /// The IPv4 pools (`IPv4Data`).
    public var ipv4: [IPAMPool]

    /// The IPv6 pools (`IPv6Data`); engines up to 29.7 send none.
    public var ipv6: [IPAMPool]

    /// Creates a request for the network `networkID`.
    public init(networkID: String, options: [String: String] = [:], ipv4: [IPAMPool] = [], ipv6: [IPAMPool] = []) {
        self.networkID = networkID
        self.options = options
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }
}
