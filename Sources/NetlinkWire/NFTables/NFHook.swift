// SPDX-License-Identifier: Apache-2.0

/// Where in the kernel a base chain sees packets (`NF_INET_*`, `NF_BR_*`).
public struct NFHook: RawRepresentable, Hashable, Sendable {
    /// The hook's number.
    public let rawValue: UInt32

    /// A hook by its number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// As a packet comes in, before routing.
    public static var prerouting: Self { Self(rawValue: 0) }
    /// Packets for this host.
    public static var input: Self { Self(rawValue: 1) }
    /// Packets that pass through.
    public static var forward: Self { Self(rawValue: 2) }
    /// Packets of this host.
    public static var output: Self { Self(rawValue: 3) }
    /// As a packet leaves, after routing.
    public static var postrouting: Self { Self(rawValue: 4) }
}
