// SPDX-License-Identifier: Apache-2.0

/// The names of a driver's address spaces: the answer to `IpamDriver.GetDefaultAddressSpaces`.
public struct DefaultAddressSpaces: Hashable, Sendable {
    /// The space for networks of local scope (`LocalDefaultAddressSpace`).
    public var local: String

    /// The space for networks of global scope (`GlobalDefaultAddressSpace`).
    ///
    /// If it is the same as `local`, engines from 27 do not check an automatic pool against the host's routes.
    public var global: String

    /// The spaces `local` and `global`.
    public init(local: String, global: String) {
        self.local = local
        self.global = global
    }
}
