// SPDX-License-Identifier: Apache-2.0

/// The shares of the descriptors of the process, so that many clients of one kind leave descriptors for the others.
///
/// A quarter is for relayed connections, and each listener has its own share. Three of 32 remain for the database, the kernel sockets, the
/// engine and libdispatch, which ends a busy process that cannot open a file of `/proc`. All others are for published ports, at least half: a container may publish tens of thousands.
public struct DescriptorShares: Hashable, Sendable {
    /// The maximum number of connections for Docker's calls.
    public let calls: Int
    /// The maximum number of connections for commands.
    public let commands: Int
    /// The maximum number of connections for metrics.
    public let metrics: Int
    /// The maximum number of sockets that reserve published ports.
    public let ports: Int
    /// The maximum number of sockets of relayed connections and datagrams; a connection has two.
    public let relays: Int

    /// The shares of a process with a limit of descriptors (`RLIMIT_NOFILE`).
    public init(of limit: UInt64) {
        let limit = Int(clamping: limit)
        calls = min(512, max(limit / 8, 1))
        commands = min(64, max(limit / 64, 1))
        metrics = min(64, max(limit / 64, 1))
        relays = min(32_768, limit / 4)
        ports = limit - calls - commands - metrics - relays - limit / 32 * 3
    }
}
