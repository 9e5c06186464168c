import CLinux

/// How much is relayed, and for how long.
struct RelayLimits: Sendable {
    /// How long a container may take to answer a connection.
    var connectTime = Duration.seconds(10)
    /// How long a client's session of datagrams lasts that neither side uses.
    var idleTime = Duration.seconds(90)
    /// How many clients that send datagrams to one port are served at a time.
    var sessionsPerPort = 1024
    /// How many descriptors the process may have, relays and all else.
    var descriptors = clinux_descriptor_limit()
}
