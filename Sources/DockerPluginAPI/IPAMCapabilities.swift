// SPDX-License-Identifier: Apache-2.0

/// What an address management driver wants to be told: the answer to `IpamDriver.GetCapabilities`.
public struct IPAMCapabilities: Hashable, Sendable {
    /// Docker invents a MAC for every endpoint and sends it with each request (`RequiresMACAddress`).
    public var requiresMACAddress: Bool

    /// Docker repeats every request at its start (`RequiresRequestReplay`): for a driver that remembers nothing.
    public var requiresRequestReplay: Bool

    /// Capabilities of a driver; without arguments of one that remembers its leases.
    public init(requiresMACAddress: Bool = false, requiresRequestReplay: Bool = false) {
        self.requiresMACAddress = requiresMACAddress
        self.requiresRequestReplay = requiresRequestReplay
    }
}
