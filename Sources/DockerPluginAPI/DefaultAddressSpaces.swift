// SPDX-License-Identifier: Apache-2.0

/// The response to `IpamDriver.GetDefaultAddressSpaces`: the names of a driver's address spaces.
public struct DefaultAddressSpaces: Hashable, Sendable {
    /// The space for networks of local scope (`LocalDefaultAddressSpace`).
    public var local: String

    /// The space for networks of global scope (`GlobalDefaultAddressSpace`).
    ///
    /// If equal to `local`, engines from 27.0 on do not check an automatic pool against the routes of the host.
    public var global: String

    /// Creates a response with these spaces.
    public init(local: String, global: String) {
        self.local = local
        self.global = global
    }
}
