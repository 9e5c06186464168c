// SPDX-License-Identifier: Apache-2.0

/// The two address families of IP (`AF_INET`, `AF_INET6`).
public enum IPFamily: Sendable, Hashable, CaseIterable {
    case v4
    case v6

    /// The bits of an address: 32 or 128.
    public var bitWidth: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// The bytes of an address: 4 or 16.
    public var byteCount: Int { bitWidth / 8 }
}

extension IPFamily: CustomStringConvertible {
    /// The name, `IPv4` or `IPv6`.
    public var description: String {
        switch self {
        case .v4: "IPv4"
        case .v6: "IPv6"
        }
    }
}
