// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Testing

@testable import PortRelay

/// What runs in a container: listens, and serves each client on a thread of its own.
final class Server: Sendable {
    private let socket: Socket

    /// Does something for each client, and then closes its connection.
    init(
        at address: String,
        _ port: UInt16,
        in namespace: NetworkNamespace,
        _ serve: @escaping @Sendable (Socket) throws -> Void
    ) throws {
        let socket = try Socket.listening(at: address, port, in: namespace)
        self.socket = socket
        try NativeThread(name: "server") {
            while true {
                do {
                    let client = try socket.accept()
                    try NativeThread(name: "serve") { try? serve(client) }.detach()
                } catch let error as SyscallError where error.number == .tryAgain {
                    continue
                } catch {
                    return
                }
            }
        }.detach()
    }

    deinit {
        socket.interrupt()
    }

    /// Says its name to each client.
    static func naming(
        _ name: String,
        at address: String,
        _ port: UInt16,
        in namespace: NetworkNamespace
    ) throws -> Server {
        try Server(at: address, port, in: namespace) { try $0.send(name) }
    }

    /// Sends back what comes until the client has ended.
    static func echoing(at address: String, _ port: UInt16, in namespace: NetworkNamespace) throws -> Server {
        try Server(at: address, port, in: namespace) { client in
            while true {
                let bytes = try client.receive(65536)
                if bytes.isEmpty { return }
                try client.send(bytes)
            }
        }
    }
}

/// A socket of datagrams in a container, which sends back whatever comes.
final class DatagramServer: Sendable {
    let socket: Socket

    init(at address: String, _ port: UInt16, in namespace: NetworkNamespace) throws {
        let address = try #require(IPAddress(address))
        let socket = try Socket(.udp, address.family, in: namespace)
        try socket.bind(to: address, port)
        self.socket = socket
        try NativeThread(name: "server") {
            while true {
                do throws(SyscallError) {
                    try socket.echoDatagram()
                } catch {
                    // Interrupted, a socket of datagrams gives an empty one, which has no address to send back to.
                    if error.number != .tryAgain { return }
                }
            }
        }.detach()
    }

    deinit {
        socket.interrupt()
    }
}
