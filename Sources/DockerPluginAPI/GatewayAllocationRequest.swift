// SPDX-License-Identifier: Apache-2.0

/// The request of `NetworkDriver.GwAllocCheck`: the options of a future network, before its addresses are allocated.
public struct GatewayAllocationRequest: Hashable, Sendable {
    /// The `-o` options of the user (`com.docker.network.generic`).
    public var options: [String: String]

    /// A Boolean value that indicates whether the user gave `--internal` (`com.docker.network.internal`).
    public var isInternal: Bool

    /// A Boolean value that indicates whether containers have IPv4 (`com.docker.network.enable_ipv4`).
    public var enableIPv4: Bool?

    /// A Boolean value that indicates whether containers have IPv6 (`com.docker.network.enable_ipv6`).
    public var enableIPv6: Bool

    /// Creates a request about a network with these options.
    public init(
        options: [String: String] = [:],
        isInternal: Bool = false,
        enableIPv4: Bool? = nil,
        enableIPv6: Bool = false
    ) {
        self.options = options
        self.isInternal = isInternal
        self.enableIPv4 = enableIPv4
        self.enableIPv6 = enableIPv6
    }
}
