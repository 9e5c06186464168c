/// A connection that a listener has taken, and that it watches until it is closed.
package final class ClientConnection: Sendable {
    /// The socket; whoever takes the connection closes it, and then calls ``closed()``.
    package let descriptor: Int32

    private let number: UInt64
    private let connections: Connections

    init(descriptor: Int32, number: UInt64, of connections: Connections) {
        self.descriptor = descriptor
        self.number = number
        self.connections = connections
    }

    /// Tells the listener how far the client is.
    package func record(_ event: ClientEvent) {
        connections.record(event, of: number)
    }

    /// Says how the connection is ended when its time is up or its place is needed; called from the listener's thread.
    package func onEnd(_ end: @escaping @Sendable (EndReason) -> Void) {
        connections.onEnd(of: number, end)
    }

    /// Tells the listener that the socket is closed.
    package func closed() {
        connections.remove(number)
    }
}
