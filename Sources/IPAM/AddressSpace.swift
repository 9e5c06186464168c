// SPDX-License-Identifier: Apache-2.0

/// A space within which no two pools overlap: one for networks of this host, one for those that Docker shares between hosts.
///
/// Docker asks for the names of both (`GetDefaultAddressSpaces`) and says one of them in every RequestPool.
public enum AddressSpace: String, Hashable, Sendable, CaseIterable {
    /// For networks of this host (`LocalDefaultAddressSpace`).
    case local = "mdnp-local"
    /// For networks that Docker shares between hosts (`GlobalDefaultAddressSpace`).
    case global = "mdnp-global"
}
