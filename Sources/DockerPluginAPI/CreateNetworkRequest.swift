// SPDX-License-Identifier: Apache-2.0

/// The request of `NetworkDriver.CreateNetwork`.
///
/// The request contains neither the name nor the labels of the network.
public struct CreateNetworkRequest: Hashable, Sendable {
    /// The id of the network, 64 hexadecimal digits (`NetworkID`).
    public var networkID: String

    /// The `-o` options of the user (`com.docker.network.generic`).
    public var options: [String: String]

    /// A Boolean value that indicates whether the user gave `--internal` (`com.docker.network.internal`).
    public var isInternal: Bool

    /// A Boolean value that indicates whether containers have IPv4 (`com.docker.network.enable_ipv4`); nil before engine 28.0, where they
    /// always do.
    public var enableIPv4: Bool?

    /// A Boolean value that indicates whether containers have IPv6 (`com.docker.network.enable_ipv6`).
    public var enableIPv6: Bool

    /// The IPv4 pools, in the user's order (`IPv4Data`).
    public var ipv4: [IPAMPool]

    /// The IPv6 pools, in the user's order (`IPv6Data`).
    public var ipv6: [IPAMPool]

    /// Creates a request for the network `networkID`.
    public init(
        networkID: String,
        options: [String: String] = [:],
        isInternal: Bool = false,
        enableIPv4: Bool? = nil,
        enableIPv6: Bool = false,
        ipv4: [IPAMPool] = [],
        ipv6: [IPAMPool] = []
    ) {
        self.networkID = networkID
        self.options = options
        self.isInternal = isInternal
        self.enableIPv4 = enableIPv4
        self.enableIPv6 = enableIPv6
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }
}
