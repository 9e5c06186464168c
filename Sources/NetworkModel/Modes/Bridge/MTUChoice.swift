// SPDX-License-Identifier: Apache-2.0

/// The MTU of a network's links: the option `mtu`.
public enum MTUChoice: Hashable, Sendable {
    /// 1500 bytes, the default of the kernel and of mdnp.
    case usual
    /// The MTU of the host uplink (`auto`).
    case automatic
    /// A number of bytes, 68 to 65535.
    case bytes(Int)

    /// The number of bytes that the user chose; nil for the other cases.
    public var bytes: Int? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }
}
