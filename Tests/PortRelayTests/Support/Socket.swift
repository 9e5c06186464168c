// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import Glibc
import LinuxSystem
import Testing

@testable import PortRelay

/// A socket in a namespace whose calls wait for a limited time.
final class Socket: Sendable {
    private let descriptor: OwnedDescriptor
    private let family: IPFamily

    convenience init(_ transport: TransportProtocol, _ family: IPFamily, in namespace: NetworkNamespace)
        throws(SyscallError)
    {
        let raw = try namespace.runBlocking { () throws(SyscallError) in
            let kind = transport == .udp ? SOCK_DGRAM : SOCK_STREAM
            let raw = socket(family.number, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard raw >= 0 else { throw SyscallError(lastOf: "open", subject: "socket") }
            return raw
        }
        self.init(adopting: raw, family)
    }

    private init(adopting raw: Int32, _ family: IPFamily) {
        descriptor = OwnedDescriptor(adopting: raw)
        self.family = family
        wait(atMost: 10)
    }

    /// Creates a socket that listens at an address.
    static func listening(
        at address: String,
        _ port: UInt16,
        in namespace: NetworkNamespace
    ) throws -> Socket {
        let address = try #require(IPAddress(address))
        let socket = try Socket(.tcp, address.family, in: namespace)
        try socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
        try socket.bind(to: address, port)
        try socket.listen()
        return socket
    }

    /// Creates a socket that is connected to an address.
    static func connected(
        _ transport: TransportProtocol = .tcp,
        to address: String,
        _ port: UInt16,
        in namespace: NetworkNamespace
    ) throws -> Socket {
        let address = try #require(IPAddress(address))
        let socket = try Socket(transport, address.family, in: namespace)
        try socket.connect(to: address, port)
        return socket
    }

    func wait(atMost seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        descriptor.withRaw { raw in
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(raw, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
            }
        }
    }

    func set(_ level: Int32, _ option: Int32, _ value: Int32) throws(SyscallError) {
        _ = try attempt("set option of") { Int(clinux_set_socket_option($0, level, option, value)) }
    }

    func bind(to address: IPAddress, _ port: UInt16) throws(SyscallError) {
        var raw = SocketAddress(address, port: port).raw(on: family)
        _ = try attempt("bind") { Int(clinux_bind($0, &raw)) }
    }

    func listen() throws(SyscallError) {
        _ = try attempt("listen at") { Int(CLinux.listen($0, 64)) }
    }

    func connect(to address: IPAddress, _ port: UInt16) throws(SyscallError) {
        var raw = SocketAddress(address, port: port).raw(on: family)
        _ = try attempt("connect") { Int(clinux_connect($0, &raw)) }
    }

    /// Accepts the next client.
    func accept() throws(SyscallError) -> Socket {
        Socket(adopting: Int32(try attempt("accept at") { Int(CLinux.accept($0, nil, nil)) }), family)
    }

    /// Returns the local address and port.
    func local() throws -> SocketAddress {
        var raw = clinux_socket_address()
        _ = try attempt("look at") { Int(clinux_local_address($0, &raw)) }
        return try #require(SocketAddress(raw))
    }

    func send(_ bytes: [UInt8]) throws(SyscallError) {
        var rest = bytes[...]
        repeat {
            let count = try attempt("send from") { raw in
                rest.withUnsafeBytes { CLinux.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            rest = rest.dropFirst(count)
        } while !rest.isEmpty
    }

    func send(_ text: String) throws(SyscallError) { try send(Array(text.utf8)) }

    /// Receives up to a number of bytes; none at the end.
    func receive(_ most: Int = 4096) throws(SyscallError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: most)
        let count = try attempt("receive at") { raw in
            bytes.withUnsafeMutableBytes { recv(raw, $0.baseAddress, $0.count, 0) }
        }
        return Array(bytes[..<count])
    }

    /// Receives all bytes to the end, as text.
    func receiveToEnd() throws(SyscallError) -> String {
        var all: [UInt8] = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += bytes
        }
    }

    /// Shuts down the sending direction.
    func finish() throws(SyscallError) {
        _ = try attempt("finish") { Int(shutdown($0, Int32(SHUT_WR))) }
    }

    /// Interrupts all waiting calls.
    func interrupt() {
        descriptor.withRaw { _ = shutdown($0, Int32(SHUT_RDWR)) }
    }

    /// Makes the close of the socket reset its connection.
    func resetOnClose() {
        descriptor.withRaw { _ = clinux_reset_on_close($0) }
    }

    /// Echoes the next datagram; returns its sender.
    @discardableResult
    func echoDatagram() throws(SyscallError) -> SocketAddress? {
        var bytes = [UInt8](repeating: 0, count: 65536)
        var sender = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try attempt("echo at") { raw in
            withUnsafeMutablePointer(to: &sender) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    let count = recvfrom(raw, &bytes, bytes.count, 0, address, &length)
                    return count < 0 ? count : sendto(raw, &bytes, count, 0, address, length)
                }
            }
        }
        return withUnsafeBytes(of: sender) { bytes in
            guard sender.ss_family == AF_INET else { return nil }
            let ipv4 = bytes.load(as: sockaddr_in.self)
            let address = IPv4Address(rawValue: UInt32(bigEndian: ipv4.sin_addr.s_addr))
            return SocketAddress(.v4(address), port: UInt16(bigEndian: ipv4.sin_port))
        }
    }

    private func attempt(_ operation: String, _ call: (Int32) -> Int) throws(SyscallError) -> Int {
        while true {
            let result = descriptor.withRaw(call)
            if result >= 0 { return result }
            let number = ErrorNumber.last
            if number != .interrupted { throw SyscallError(operation: operation, subject: "socket", number: number) }
        }
    }
}
