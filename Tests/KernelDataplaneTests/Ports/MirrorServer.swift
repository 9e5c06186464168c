// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import LinuxSystem
import Synchronization
import Testing

/// A TCP and UDP server of both families that answers each client with the client's address as seen by the server.
final class MirrorServer: Sendable {
    private let stop: WakeUp
    private let counter = Counter()

    /// The number of requests so far.
    var questions: Int { counter.value.load(ordering: .relaxed) }

    /// Starts a server in a namespace, on all its addresses, for the lifetime of the instance.
    init(in namespace: NetworkNamespace, port: UInt16 = 80) throws {
        let stop = try WakeUp()
        self.stop = stop
        let stream = try Self.socket(SOCK_STREAM.rawValue, in: namespace, port)
        let datagrams = try Self.socket(SOCK_DGRAM.rawValue, in: namespace, port)
        try NativeThread(name: "mirror") { [counter] in Self.serve(stream, datagrams, counter, unless: stop) }.detach()
    }

    deinit { stop.signal() }

    private static func socket(_ kind: UInt32, in namespace: NetworkNamespace, _ port: UInt16) throws -> Int32 {
        let raw = try namespace.runBlocking { () throws(SyscallError) in
            Glibc.socket(AF_INET6, Int32(kind | SOCK_CLOEXEC.rawValue), 0)
        }
        try #require(raw >= 0)
        var (no, yes) = (Int32(0), Int32(1))
        setsockopt(raw, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &no, 4)
        setsockopt(raw, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        try #require(SocketAddress(.any(.v6), port).read { bind(raw, $0, $1) } == 0, "bind \(port): errno \(errno)")
        if kind == SOCK_STREAM.rawValue { try #require(listen(raw, 16) == 0) }
        return raw
    }

    /// Serves until the stop signal, and closes the sockets.
    private static func serve(_ stream: Int32, _ datagrams: Int32, _ counter: Counter, unless stop: WakeUp) {
        defer { for raw in [stream, datagrams] { close(raw) } }
        let raws = [stop.descriptor.withRaw { $0 }, stream, datagrams]
        var polled = raws.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            guard poll(&polled, 3, -1) > 0 else { continue }
            if polled[0].revents != 0 { return }
            counter.value.add(1, ordering: .relaxed)
            var peer = SocketAddress()
            if polled[1].revents != 0 {
                let connection = peer.write { accept(stream, $0, $1) }
                let answer = text(of: peer)
                if connection >= 0 { _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) }
                close(connection)
            }
            if polled[2].revents != 0 {
                var byte: UInt8 = 0
                guard peer.write({ recvfrom(datagrams, &byte, 1, 0, $0, $1) }) >= 0 else { continue }
                let answer = text(of: peer)
                _ = peer.read { sendto(datagrams, answer, answer.count, 0, $0, $1) }
            }
        }
    }

    private static func text(of peer: SocketAddress) -> [UInt8] {
        Array((peer.ipAddress.map { "\($0)" } ?? "?").utf8)
    }
}

private final class Counter: Sendable {
    let value = Atomic(0)
}
