// SPDX-License-Identifier: Apache-2.0

/// The options of a network to come: what `NetworkDriver.GwAllocCheck` sends before addresses are allocated.
public struct GatewayAllocationRequest: Hashable, Sendable {
    /// The user's `-o` options (`com.docker.network.generic`).
    public var options: [String: String]

    /// Whether the user said `--internal` (`com.docker.network.internal`).
    public var isInternal: Bool

    /// Whether containers have IPv4 (`com.docker.network.enable_ipv4`).
    public var enableIPv4: Bool?

    /// Whether containers have IPv6 (`com.docker.network.enable_ipv6`).
    public var enableIPv6: Bool

    /// A question about a network with these options.
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
