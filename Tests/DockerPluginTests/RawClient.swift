// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import NIOConcurrencyHelpers

/// A client that sends raw bytes and reads HTTP replies, over a Unix socket or TCP.
final class RawClient: Sendable {
    /// An HTTP reply.
    struct Reply: Sendable {
        let status: Int
        let headers: [String: String]
        let body: String
    }

    /// An error of the client; `end` means that the peer closed the connection before a complete reply.
    enum Failure: Error, Equatable {
        case end
        case number(Int32)
    }

    private let descriptor: Int32
    private let unread = NIOLockedValueBox<[UInt8]>([])

    /// Connects to a Unix socket.
    ///
    /// Replies have a time limit of `timeout` seconds.
    init(path: String, timeout: Int = 20) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        Self.limitWaiting(descriptor, timeout)
        guard withAddress(path, { connect(descriptor, $0, $1) }) == 0 else { throw Failure.number(errno) }
    }

    /// Connects to an IPv4 address and a port.
    init(authority: String) throws {
        let parts = authority.split(separator: ":")
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        Self.limitWaiting(descriptor, 20)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = (UInt16(parts[1]) ?? 0).bigEndian
        address.sin_addr.s_addr = inet_addr(String(parts[0]))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure.number(errno) }
    }

    /// Creates a client whose bytes another object transmits, such as a ``TLSTunnel``.
    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        Self.limitWaiting(descriptor, 20)
    }

    private static func limitWaiting(_ descriptor: Int32, _ seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
    }

    /// Sends bytes.
    ///
    /// Returns false as soon as the peer accepts no more.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await blocking { [descriptor] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Sends text.
    ///
    /// Returns false as soon as the peer accepts no more.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await send(Array(text.utf8))
    }

    /// Shuts down the sending side.
    func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads one reply.
    func reply() async throws -> Reply {
        try await blocking { [self] in
            try unread.withLockedValue { unread in
                while true {
                    if let reply = Self.takeReply(&unread) { return reply }
                    let more = Self.receive(descriptor)
                    guard !more.isEmpty else { throw Failure.end }
                    unread += more
                }
            }
        }.get()
    }

    /// Returns true if the peer closes the connection without sending more bytes.
    func isEnded() async -> Bool {
        await blocking { [self] in
            unread.withLockedValue { $0.isEmpty } && Self.receive(descriptor).isEmpty && errno != EAGAIN
        }
    }

    /// Calls a method as Docker does, and returns the reply.
    func call(_ method: String, _ body: String = "") async throws -> Reply {
        await send(Self.request(method, body))
        return try await reply()
    }

    /// Returns a request as Docker writes it.
    static func request(_ method: String, _ body: String) -> String {
        """
        POST /\(method) HTTP/1.1\r
        Host: plugin.moby.localhost\r
        User-Agent: Go-http-client/1.1\r
        Content-Length: \(body.utf8.count)\r
        Accept: application/vnd.docker.plugins.v1.2+json\r
        \r
        \(body)
        """
    }

    private static func receive(_ descriptor: Int32) -> [UInt8] {
        errno = 0
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(count, 0)))
    }

    private static func takeReply(_ bytes: inout [UInt8]) -> Reply? {
        let mark = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst().drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let body = bytes[(end + 4)...]
        guard body.count >= length, let status = lines.first?.split(separator: " ").dropFirst().first else {
            return nil
        }
        let reply = Reply(
            status: Int(status) ?? 0,
            headers: headers,
            body: String(decoding: body.prefix(length), as: UTF8.self)
        )
        bytes.removeFirst(end + 4 + length)
        return reply
    }
}

/// Runs a blocking closure outside of the threads that the service needs.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}

/// Runs a blocking closure that may throw.
func blocking<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async -> Result<Value, any Error> {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: Result { try body() }) }
    }
}

/// Passes the address of a Unix socket to a closure, in the form of `bind` and `connect`.
func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}
