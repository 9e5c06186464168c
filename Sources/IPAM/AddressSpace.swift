// SPDX-License-Identifier: Apache-2.0

/// A space in which no two pools overlap: one for networks of this host, one for networks that Docker shares between hosts.
///
/// Docker requests the names of both (`GetDefaultAddressSpaces`), and sends one of them with each RequestPool.
public enum AddressSpace: String, Hashable, Sendable, CaseIterable {
    /// For networks of this host (`LocalDefaultAddressSpace`).
    case local = "mdnp-local"
    /// For networks that Docker shares between hosts (`GlobalDefaultAddressSpace`).
    case global = "mdnp-global"
}
