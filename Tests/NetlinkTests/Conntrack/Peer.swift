// SPDX-License-Identifier: Apache-2.0

import Addressing
import Glibc
import LinuxSystem
import Testing

/// One end of a TCP or UDP connection: a socket of a namespace, usable from any thread.
final class Peer {
    /// The time limit for data from the other end.
    private static var timeout: timeval { timeval(tv_sec: 10, tv_usec: 0) }

    private let descriptor: OwnedDescriptor

    /// Creates a socket in a namespace, bound to an address if there is one; a TCP socket listens.
    init(
        _ transport: TransportProtocol,
        in namespace: NetworkNamespace,
        at address: IPAddress,
        port: UInt16 = 0,
        listens: Bool = false
    ) throws {
        let kind = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
        let family = address.family == .v4 ? AF_INET : AF_INET6
        let raw = try namespace.runBlocking { () throws(SyscallError) in
            socket(family, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        }
        try #require(raw >= 0)
        descriptor = OwnedDescriptor(adopting: raw)
        var timeout = Self.timeout
        setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(raw, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        try Self.withAddress(address, port) { pointer, length in
            try #require(bind(raw, pointer, length) == 0, "bind \(address) \(port): errno \(errno)")
        }
        if transport == .tcp && listens { try #require(listen(raw, 16) == 0) }
    }

    /// Connects to the other end; with TCP, returns after the reply of the other end.
    func connect(to address: IPAddress, port: UInt16) throws {
        try descriptor.withRaw { raw in
            try Self.withAddress(address, port) { pointer, length in
                let result = Glibc.connect(raw, pointer, length)
                try #require(result == 0, "connect to \(address) \(port): errno \(errno)")
            }
        }
    }

    /// Sends one byte to the other end.
    func send() throws {
        let count = descriptor.withRaw { Glibc.send($0, "x", 1, Int32(MSG_NOSIGNAL)) }
        try #require(count == 1, "send: errno \(errno)")
    }

    /// Waits for one byte.
    func receive() throws {
        var byte: UInt8 = 0
        let count = descriptor.withRaw { recv($0, &byte, 1, 0) }
        try #require(count == 1, "receive: errno \(errno)")
    }

    /// Waits for one datagram, and sends it back to its source.
    func echo() throws {
        try descriptor.withRaw { raw in
            var byte: UInt8 = 0
            var sender = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let counts = withUnsafeMutablePointer(to: &sender) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    (recvfrom(raw, &byte, 1, 0, address, &length), sendto(raw, &byte, 1, 0, address, length))
                }
            }
            try #require(counts == (1, 1), "echo: errno \(errno)")
        }
    }

    private static func withAddress(
        _ address: IPAddress,
        _ port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        var storage = sockaddr_storage()
        let length: Int
        switch address {
        case .v4(let address):
            var ipv4 = sockaddr_in()
            ipv4.sin_family = sa_family_t(AF_INET)
            ipv4.sin_port = port.bigEndian
            ipv4.sin_addr.s_addr = address.rawValue.bigEndian
            length = MemoryLayout<sockaddr_in>.size
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: ipv4, as: sockaddr_in.self) }
        case .v6(let address):
            var ipv6 = sockaddr_in6()
            ipv6.sin6_family = sa_family_t(AF_INET6)
            ipv6.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &ipv6.sin6_addr) { $0.copyBytes(from: address.bytes) }
            length = MemoryLayout<sockaddr_in6>.size
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: ipv6, as: sockaddr_in6.self) }
        }
        try withUnsafePointer(to: &storage) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body($0, socklen_t(length)) }
        }
    }
}
