// SPDX-License-Identifier: Apache-2.0

/// The MTU of a network's links: the option `mtu`.
public enum MTUChoice: Hashable, Sendable {
    /// The kernel's own, 1500 bytes. The default.
    case usual
    /// That of the host's way out (`auto`).
    case automatic
    /// So many bytes, 68 to 65535.
    case bytes(Int)

    /// The number of bytes that the user chose, if it is one.
    public var bytes: Int? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }
}
