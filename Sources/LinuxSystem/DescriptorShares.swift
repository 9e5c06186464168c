// SPDX-License-Identifier: Apache-2.0

/// The shares of the process's descriptors, so that no crowd of clients takes those that others need.
///
/// A quarter is for connections that are relayed, and each listener has its own. Three of 32 remain for the database, the kernel's sockets and
/// the engine. All others are for published ports, at least half: a container may publish tens of thousands.
public struct DescriptorShares: Hashable, Sendable {
    /// The most connections on which Docker calls.
    public let calls: Int
    /// The most connections on which the commands ask.
    public let commands: Int
    /// The most connections on which metrics are asked for.
    public let metrics: Int
    /// The most sockets that hold published ports.
    public let ports: Int
    /// The most sockets of relayed connections and datagrams, of which a connection has two.
    public let relays: Int

    /// The shares of a process that may have so many (`RLIMIT_NOFILE`).
    public init(of limit: UInt64) {
        let limit = Int(clamping: limit)
        calls = min(512, max(limit / 8, 1))
        commands = min(64, max(limit / 64, 1))
        metrics = min(64, max(limit / 64, 1))
        relays = min(32_768, limit / 4)
        ports = limit - calls - commands - metrics - relays - limit / 32 * 3
    }
}
