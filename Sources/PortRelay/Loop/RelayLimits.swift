// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// The limits of the relay in numbers and time.
struct RelayLimits: Sendable {
    /// The time limit for a container to accept a connection.
    var connectTime = Duration.seconds(10)
    /// The idle time after which a datagram session ends.
    var idleTime = Duration.seconds(90)
    /// The maximum number of concurrent datagram sessions of one port.
    var sessionsPerPort = 1024
    /// The maximum number of these sessions for one client network.
    var sessionsPerNetwork = 256
    /// The maximum number of concurrent connections of one port.
    var streamsPerPort: Int
    /// The maximum number of concurrent connections of one client network, to all ports.
    var streamsPerNetwork: Int
    /// The keepalive of connections, which ends those with an unreachable peer.
    var keepalive = Keepalive()
    /// The kernel buffers of a connection.
    var buffers = StreamBuffers()
    /// The maximum number of descriptors of relays.
    var descriptors: Int
    /// The maximum number of sockets that reserve ports.
    var ports: Int

    /// The limits of a process with these descriptor shares; a connection uses two descriptors.
    ///
    /// One port has half of them at most, so that other ports always have some. One client network has a thirty-second, but at least 16
    /// connections.
    init(within shares: DescriptorShares = DescriptorShares(of: DescriptorLimit.current)) {
        descriptors = shares.relays
        ports = shares.ports
        streamsPerPort = max(descriptors / 4, 1)
        streamsPerNetwork = max(descriptors / 64, 16)
    }
}
