// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A block that is in use on the host, by something that is no pool.
public struct Obstacle: Hashable, Sendable {
    /// The block.
    public let prefix: Prefix
    /// What uses it, in words: `route 10.0.0.0/8 of link tun0`.
    public let description: String

    /// A Boolean value that indicates whether a smaller block inside it is free all the same.
    public let sparesParts: Bool
    /// What a user can do who wants a block that overlaps it; nil if that can not be.
    public let remedy: String?

    /// A block and what uses it.
    public init(_ prefix: Prefix, description: String, sparesParts: Bool = false, remedy: String? = nil) {
        self.prefix = prefix
        self.description = description
        self.sparesParts = sparesParts
        self.remedy = remedy
    }

    /// Returns whether no pool may have a block because of it.
    func blocks(_ other: Prefix) -> Bool {
        prefix.overlaps(other) && !(sparesParts && prefix.length < other.length)
    }

    /// The blocks that no network can have: no host can have an address of them, each link has them as its own, or Docker cannot tell them
    /// from IPv4.
    public static let everywhere = [
        ("0.0.0.0/8", "stands for no host"), ("127.0.0.0/8", "is every host's own"),
        ("224.0.0.0/4", "is for multicast"),
        ("255.255.255.255/32", "is every host"), ("::/128", "stands for no host"), ("::1/128", "is every host's own"),
        ("::ffff:0.0.0.0/96", "is IPv4"), ("ff00::/8", "is for multicast"), ("fe80::/10", "each link has as its own"),
    ].compactMap { text, use in
        Prefix(text).map { block in
            let other = block.family == .v4 ? "172.30.0.0/16" : "fd00:30::/64"
            return Self(block, description: "\(text), which \(use)", remedy: "choose a private block, such as \(other)")
        }
    }
}
