// SPDX-License-Identifier: Apache-2.0

/// The response to `NetworkDriver.GwAllocCheck`: the automatic gateway addresses that a network does not need.
public struct GatewayAllocationResponse: Hashable, Sendable {
    /// A Boolean value that indicates that no IPv4 gateway is needed (`SkipIPv4`).
    public var skipsIPv4: Bool

    /// A Boolean value that indicates that no IPv6 gateway is needed (`SkipIPv6`).
    public var skipsIPv6: Bool

    /// Creates a response; by default, both gateways are needed.
    public init(skipsIPv4: Bool = false, skipsIPv6: Bool = false) {
        self.skipsIPv4 = skipsIPv4
        self.skipsIPv6 = skipsIPv6
    }
}
