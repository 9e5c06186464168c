/// The time that a listener gives its clients, and the number of connections that it serves at once: one rule for all listeners.
///
/// A connection that has used up its time is closed. At the limit of connections, a new one takes the place of one whose client sends
/// nothing, or no whole request; where each connection is owed an answer, a new one waits in the kernel.
public struct ListenerLimits: Hashable, Sendable {
    /// The most connections at once.
    public var connections: Int

    /// The time for a request head, from the connection, or from the head's first byte on a connection that was used before.
    ///
    /// A TLS handshake has as long, before the head.
    public var headTime = Duration.seconds(10)

    /// The time for a request body, from the end of its head.
    public var bodyTime = Duration.seconds(10)

    /// The time that a client has to receive an answer.
    public var answerTime = Duration.seconds(30)

    /// The time between an answer and the next request; nil for no limit.
    public var idleTime: Duration?

    /// The largest request head, in bytes.
    public var headSize = 1 << 14

    /// The most fields of a request head.
    public var headFields = 100

    /// The usual times, and so many connections.
    public init(connections: Int, idleTime: Duration? = nil) {
        self.connections = connections
        self.idleTime = idleTime
    }
}

extension ListenerLimits {
    /// How often connections are looked at: late ones are closed that much later at most.
    var sweepInterval: Duration {
        let shortest = [headTime, bodyTime, answerTime, idleTime ?? headTime].min() ?? headTime
        return min(max(shortest / 10, .milliseconds(10)), .seconds(1))
    }
}
