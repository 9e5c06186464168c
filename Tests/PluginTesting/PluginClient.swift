// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
public import LinuxSystem

/// A client that calls a plugin as dockerd does: HTTP/1.1 POST over a kept Unix socket connection, one call at a time.
///
/// The client blocks and uses no library, so that a measurement shows the plugin.
public final class PluginClient {
    private var descriptor: OwnedDescriptor
    /// Opens the connection again, or returns nil if the test does not allow that.
    private let reconnect: () throws -> OwnedDescriptor?
    private var isUnused = true
    private var buffer: [UInt8] = []

    /// A Boolean value that indicates whether the plugin closes the connection after the last reply.
    public private(set) var isLastAnswer = false
    /// The lines above the body of the last reply.
    public private(set) var head: [String] = []

    /// Connects to a Unix socket, or returns nil without a listener.
    ///
    /// With `connectsAgain`, a connection that ends before its first use is opened again.
    public init?(socketPath: String, connectsAgain: Bool = false) throws {
        reconnect = { connectsAgain ? try Self.connected(socketPath) : nil }
        guard let descriptor = try Self.connected(socketPath) else { return nil }
        self.descriptor = descriptor
        limitWaiting()
    }

    /// Connects to a TCP port of 127.0.0.1 in a namespace, such as the metrics port, or returns nil without a listener.
    ///
    /// With `connectsAgain`, a connection that ends before its first use is opened again.
    public init?(port: UInt16, in namespace: NetworkNamespace, connectsAgain: Bool = false) throws {
        reconnect = { connectsAgain ? try Self.connected(port, namespace) : nil }
        guard let descriptor = try Self.connected(port, namespace) else { return nil }
        self.descriptor = descriptor
        limitWaiting()
    }

    private static func connected(_ socketPath: String) throws -> OwnedDescriptor? {
        let raw = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard raw >= 0 else { throw PluginCallError("make a socket: errno \(errno)") }
        let descriptor = OwnedDescriptor(adopting: raw)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8.prefix(107)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(raw, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { return nil }
        return descriptor
    }

    private static func connected(_ port: UInt16, _ namespace: NetworkNamespace) throws -> OwnedDescriptor? {
        let raw = try namespace.runBlocking { () throws(SyscallError) in
            let raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard raw >= 0 else { throw SyscallError(lastOf: "make", subject: "socket") }
            return raw
        }
        let descriptor = OwnedDescriptor(adopting: raw)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { return nil }
        return descriptor
    }

    /// Limits the wait for a reply to a minute, so that a lost call is an error instead of an endless test.
    private func limitWaiting() {
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        descriptor.withRaw { raw in
            _ = setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Creates a client whose bytes pass through a TLS tunnel.
    public init(over tunnel: TLSTunnel) {
        reconnect = { nil }
        descriptor = OwnedDescriptor(adopting: tunnel.descriptor)
        limitWaiting()
    }

    /// Makes a call and waits for its reply.
    ///
    /// - Throws: ``PluginCallError`` with the body, for any status but 200.
    @discardableResult
    public func call(_ method: String, _ body: String = "") throws -> String {
        let text =
            "POST /\(method) HTTP/1.1\r\nHost: plugin.moby.localhost\r\nUser-Agent: Go-http-client/1.1\r\n"
            + "Content-Length: \(body.utf8.count)\r\nAccept: application/vnd.docker.plugins.v1.2+json\r\n\r\n\(body)"
        try send(Array(text.utf8))
        return try receive(method)
    }

    /// Requests a page, as mdnp commands do from the admin socket, and Prometheus for metrics.
    public func get(_ path: String) throws -> String {
        try send(Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        return try receive(path)
    }

    /// Connects again if the connection has ended before its first use.
    ///
    /// A listener closes a connection without a call after a time, and a test may have waited for other work meanwhile.
    private func connectAgainIfUnused() throws {
        defer { isUnused = false }
        var byte: UInt8 = 0
        let hasEnded = descriptor.withRaw { recv($0, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) } == 0
        guard isUnused, hasEnded, let again = try reconnect() else { return }
        descriptor = again
        limitWaiting()
    }

    private func send(_ bytes: [UInt8]) throws {
        try connectAgainIfUnused()
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = descriptor.withRaw { raw in
                rest.withUnsafeBytes { Glibc.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            guard count > 0 else {
                throw PluginCallError("send: errno \(errno)", isUnwritten: errno == EPIPE && rest.count == bytes.count)
            }
            rest = rest.dropFirst(count)
        }
    }

    private func receive(_ method: String) throws -> String {
        buffer.removeAll(keepingCapacity: true)
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = descriptor.withRaw { raw in
                chunk.withUnsafeMutableBytes { recv(raw, $0.baseAddress, $0.count, 0) }
            }
            guard count > 0 else { throw PluginCallError("\(method): the connection was closed") }
            buffer += chunk[..<count]
            guard let answer = parse() else { continue }
            guard answer.status == 200 else {
                throw PluginCallError("\(method): \(answer.status) \(answer.body)", answer: answer.body)
            }
            return answer.body
        }
    }

    /// Returns the reply, once it is complete.
    private func parse() -> (status: Int, body: String)? {
        let separator: [UInt8] = [13, 10, 13, 10]
        guard let end = (0...max(0, buffer.count - 4)).first(where: { buffer[$0...].starts(with: separator) }) else {
            return nil
        }
        head = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        isLastAnswer = head.contains { $0.lowercased() == "connection: close" }
        let status = head.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let length =
            head.lazy
            .filter { $0.lowercased().hasPrefix("content-length:") }
            .compactMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
            .first ?? 0
        guard buffer.count >= end + 4 + length else { return nil }
        return (status, String(decoding: buffer[(end + 4)..<(end + 4 + length)], as: UTF8.self))
    }
}

/// The error of a call without a successful reply, in one line.
public struct PluginCallError: Error, CustomStringConvertible {
    /// The line.
    public let description: String
    /// The error of the plugin (`Err`), as Docker shows it; nil without a reply.
    public let message: String?
    /// A Boolean value that indicates whether the plugin closed the connection before any byte of the call was written.
    public let isUnwritten: Bool

    init(_ description: String, answer: String? = nil, isUnwritten: Bool = false) {
        self.description = description
        self.isUnwritten = isUnwritten
        self.message = answer.map { body in
            let fields = try? JSONDecoder().decode([String: String].self, from: Data(body.utf8))
            return fields?["Err"] ?? body
        }
    }
}
