// SPDX-License-Identifier: Apache-2.0

/// The response to `IpamDriver.GetCapabilities`: the information that an IPAM driver requires from Docker.
public struct IPAMCapabilities: Hashable, Sendable {
    /// A Boolean value that makes Docker generate a MAC address for each endpoint and send it with each request (`RequiresMACAddress`).
    public var requiresMACAddress: Bool

    /// A Boolean value that makes Docker repeat all requests when it starts, for a driver without persistent state
    /// (`RequiresRequestReplay`).
    public var requiresRequestReplay: Bool

    /// Creates capabilities; by default, those of a driver that records its leases.
    public init(requiresMACAddress: Bool = false, requiresRequestReplay: Bool = false) {
        self.requiresMACAddress = requiresMACAddress
        self.requiresRequestReplay = requiresRequestReplay
    }
}
