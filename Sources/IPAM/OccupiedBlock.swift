// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A block that is occupied on the host by something other than a pool.
public struct OccupiedBlock: Hashable, Sendable {
    /// The block.
    public let prefix: Prefix
    /// A description of the occupant: `route 10.0.0.0/8 of link tun0`.
    public let description: String

    /// A Boolean value that indicates whether smaller blocks inside the block are free nevertheless.
    public let sparesParts: Bool
    /// The remedy for users who need an overlapping block; nil if there is none.
    public let remedy: String?

    /// Creates an occupied block from its parts.
    public init(_ prefix: Prefix, description: String, sparesParts: Bool = false, remedy: String? = nil) {
        self.prefix = prefix
        self.description = description
        self.sparesParts = sparesParts
        self.remedy = remedy
    }

    /// Returns whether the occupied block excludes a block for pools.
    func blocks(_ other: Prefix) -> Bool {
        prefix.overlaps(other) && !(sparesParts && prefix.length < other.length)
    }

    /// The blocks that no network can have.
    ///
    /// No host can have an address of them, each link has them as its own, or Docker cannot distinguish them from IPv4.
    public static let everywhere = [
        ("0.0.0.0/8", "is reserved"), ("127.0.0.0/8", "is loopback"),
        ("224.0.0.0/4", "is multicast"),
        ("255.255.255.255/32", "is broadcast"), ("::/128", "is the unspecified address"), ("::1/128", "is loopback"),
        ("::ffff:0.0.0.0/96", "is IPv4-mapped"), ("ff00::/8", "is multicast"), ("fe80::/10", "is link-local"),
    ].compactMap { text, use in
        Prefix(text).map { block in
            let other = block.family == .v4 ? "172.30.0.0/16" : "fd00:30::/64"
            return Self(block, description: "\(text), which \(use)", remedy: "choose a private block, such as \(other)")
        }
    }
}
