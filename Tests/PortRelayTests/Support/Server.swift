// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Testing

@testable import PortRelay

/// A server in a container that serves each client on its own thread.
final class Server: Sendable {
    private let socket: Socket

    /// Calls a closure for each client, and then closes the connection.
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

    /// Sends a name to each client.
    static func naming(
        _ name: String,
        at address: String,
        _ port: UInt16,
        in namespace: NetworkNamespace
    ) throws -> Server {
        try Server(at: address, port, in: namespace) { try $0.send(name) }
    }

    /// Echoes the bytes of a client to their end.
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

/// A datagram socket in a container that echoes all datagrams.
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
                    // An interrupted datagram socket returns an empty datagram without an address to reply to.
                    if error.number != .tryAgain { return }
                }
            }
        }.detach()
    }

    deinit {
        socket.interrupt()
    }
}
