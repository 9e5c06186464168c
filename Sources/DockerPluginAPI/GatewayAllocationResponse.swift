// SPDX-License-Identifier: Apache-2.0

/// Which automatic gateway addresses a network does without: the answer to `NetworkDriver.GwAllocCheck`.
public struct GatewayAllocationResponse: Hashable, Sendable {
    /// No IPv4 gateway need be allocated (`SkipIPv4`).
    public var skipsIPv4: Bool

    /// No IPv6 gateway need be allocated (`SkipIPv6`).
    public var skipsIPv6: Bool

    /// An answer; without arguments both gateways are wanted.
    public init(skipsIPv4: Bool = false, skipsIPv6: Bool = false) {
        self.skipsIPv4 = skipsIPv4
        self.skipsIPv6 = skipsIPv6
    }
}
