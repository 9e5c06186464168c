// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// How much is relayed, and for how long.
struct RelayLimits: Sendable {
    /// How long a container may take to answer a connection.
    var connectTime = Duration.seconds(10)
    /// How long a client's session of datagrams lasts that neither side uses.
    var idleTime = Duration.seconds(90)
    /// How many clients that send datagrams to one port are served at a time.
    var sessionsPerPort = 1024
    /// How many of them may come from one client network.
    var sessionsPerNetwork = 256
    /// How many connections are relayed from one port at a time.
    var streamsPerPort: Int
    /// How many connections are relayed from one client network at a time, to all ports.
    var streamsPerNetwork: Int
    /// When a connection ends whose other end is gone without a word.
    var keepalive = Keepalive()
    /// What the kernel keeps for a connection.
    var buffers = StreamBuffers()
    /// How many descriptors relays may have.
    var descriptors: Int
    /// How many sockets may hold ports.
    var ports: Int

    /// The limits of a process with these shares of descriptors; a connection has two of them.
    ///
    /// One port has half of them at most, so that others are never without, and one client network a thirty-second, and 16 at least.
    init(within shares: DescriptorShares = DescriptorShares(of: DescriptorLimit.current)) {
        descriptors = shares.relays
        ports = shares.ports
        streamsPerPort = max(descriptors / 4, 1)
        streamsPerNetwork = max(descriptors / 64, 16)
    }
}
