// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import KernelTesting
import LinuxSystem
import Testing

/// A TCP connection that stays open, for tests of both its directions.
final class Conversation: Sendable {
    private let client: Int32
    private let server: Int32

    /// Connects from one namespace to an address and port that leads to a port of another.
    init(
        from source: Witness,
        to address: IPAddress,
        _ port: UInt16,
        servedBy target: Witness,
        at targetPort: UInt16
    ) async throws {
        let listening = try await target.namespace.run { () throws(SyscallError) in Self.socket(.v6) }
        defer { close(listening) }
        // A process that another test starts at the same time keeps the last listener open until it executes its program.
        let deadline = ContinuousClock.now + .seconds(60)
        while SocketAddress(.any(.v6), targetPort).read({ bind(listening, $0, $1) }) != 0 {
            try #require(ContinuousClock.now < deadline, "bind \(targetPort): errno \(errno)")
            try await Task.sleep(for: .milliseconds(20))
        }
        try #require(listen(listening, 1) == 0)
        let connecting = try await source.namespace.run { () throws(SyscallError) in Self.socket(address.family) }
        let isConnected = SocketAddress(address, port).read { connect(connecting, $0, $1) } == 0
        try #require(isConnected, "connect to \(address) \(port): errno \(errno)")
        client = connecting
        server = accept(listening, nil, nil)
        try #require(server >= 0)
        Self.limit(server, .seconds(5))
    }

    deinit {
        close(client)
        close(server)
    }

    private static func socket(_ family: IPFamily) -> Int32 {
        let raw = Glibc.socket(
            family == .v4 ? AF_INET : AF_INET6,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        var (no, yes) = (Int32(0), Int32(1))
        if family == .v6 { setsockopt(raw, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &no, 4) }
        setsockopt(raw, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        limit(raw, .seconds(5))
        return raw
    }

    private static func limit(_ raw: Int32, _ timeout: Duration) {
        let milliseconds = Int(timeout / .milliseconds(1))
        var limit = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(raw, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Returns a Boolean value that indicates whether data of the server reaches the client.
    func serverReachesClient(within timeout: Duration = .seconds(5)) -> Bool { Self.reaches(server, client, timeout) }

    /// Returns a Boolean value that indicates whether data of the client reaches the server.
    func clientReachesServer(within timeout: Duration = .seconds(5)) -> Bool { Self.reaches(client, server, timeout) }

    private static func reaches(_ from: Int32, _ to: Int32, _ timeout: Duration) -> Bool {
        guard send(from, "!", 1, Int32(MSG_NOSIGNAL)) == 1 else { return false }
        limit(to, timeout)
        var byte: UInt8 = 0
        return recv(to, &byte, 1, 0) == 1
    }
}

/// Waits until a condition is true, for at most a minute, which suffices for the slowest machine.
func eventually(_ what: String = "", _ isTrue: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !isTrue() {
        try #require(ContinuousClock.now < deadline, "not in time: \(what)")
        try await Task.sleep(for: .milliseconds(10))
    }
}
