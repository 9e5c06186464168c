// SPDX-License-Identifier: Apache-2.0

/// The time limits for the clients of a listener, and its maximum number of connections: one rule for all listeners.
///
/// A connection that exceeds a time limit is closed. At the maximum number, a new connection replaces one without a complete request; if
/// all wait for a response, a new one waits in the kernel.
public struct ListenerLimits: Hashable, Sendable {
    /// The maximum number of connections at a time.
    public var connections: Int

    /// The time for a request head: from the connection, or from the head's first byte on a connection that was used before.
    ///
    /// The same limit holds for a TLS handshake, before the head.
    public var headTime = Duration.seconds(10)

    /// The time for a request body, from the end of its head.
    public var bodyTime = Duration.seconds(10)

    /// The time for a client to receive a response.
    public var answerTime = Duration.seconds(30)

    /// The time between a response and the next request; nil for no limit.
    public var idleTime: Duration?

    /// The maximum size of a request head, in bytes.
    public var headSize = 1 << 14

    /// The maximum number of fields in a request head.
    public var headFields = 100

    /// Creates limits with the default times.
    public init(connections: Int, idleTime: Duration? = nil) {
        self.connections = connections
        self.idleTime = idleTime
    }
}

extension ListenerLimits {
    /// The interval of deadline checks: a late connection is closed at most that much later.
    var sweepInterval: Duration {
        let shortest = [headTime, bodyTime, answerTime, idleTime ?? headTime].min() ?? headTime
        return min(max(shortest / 10, .milliseconds(10)), .seconds(1))
    }
}
