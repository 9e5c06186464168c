// SPDX-License-Identifier: Apache-2.0

/// The hook at which a base chain receives packets (`NF_INET_*`, `NF_BR_*`).
public struct NFHook: RawRepresentable, Hashable, Sendable {
    /// The number of the hook.
    public let rawValue: UInt32

    /// Creates a hook from its number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// All received packets, before routing.
    public static var prerouting: Self { Self(rawValue: 0) }
    /// Packets to this host.
    public static var input: Self { Self(rawValue: 1) }
    /// Forwarded packets.
    public static var forward: Self { Self(rawValue: 2) }
    /// Packets from this host.
    public static var output: Self { Self(rawValue: 3) }
    /// All sent packets, after routing.
    public static var postrouting: Self { Self(rawValue: 4) }
}
