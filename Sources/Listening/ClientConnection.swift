// SPDX-License-Identifier: Apache-2.0

/// An accepted connection, which its listener watches until it is closed.
package final class ClientConnection: Sendable {
    /// The socket, raw since NIO takes it over; the consumer closes it, then calls ``closed()``.
    package let descriptor: Int32

    private let number: UInt64
    private let connections: Connections

    init(descriptor: Int32, number: UInt64, of connections: Connections) {
        self.descriptor = descriptor
        self.number = number
        self.connections = connections
    }

    /// Reports an event of the connection to the listener.
    package func record(_ event: ClientEvent) {
        connections.record(event, of: number)
    }

    /// Sets the closure that ends the connection; the listener's thread calls it.
    package func onEnd(_ end: @escaping @Sendable (EndReason) -> Void) {
        connections.onEnd(of: number, end)
    }

    /// Reports to the listener that the socket is closed.
    package func closed() {
        connections.remove(number)
    }
}
