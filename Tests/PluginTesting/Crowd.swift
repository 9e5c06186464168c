// SPDX-License-Identifier: Apache-2.0

import Glibc
public import LinuxSystem

/// Many connections of one client, which sends the same few bytes over each of them, and then nothing.
///
/// The sockets do not block: a listener that accepts no more connections does not delay the test.
public final class Crowd: Sendable {
    /// The target of a crowd.
    public enum Target: Hashable, Sendable {
        /// A TCP port of 127.0.0.1.
        case port(UInt16)
        /// A TCP port of ::1.
        case portIPv6(UInt16)
        /// The path of a Unix socket.
        case path(String)
    }

    /// The event of a peer that has closed its end (`POLLRDHUP`).
    private static let hungUp: Int16 = 0x2000

    private let descriptors: [Int32]

    /// Opens `count` connections in a namespace, or in the test's own, and sends `text` over each; refused connections are left out.
    public init(_ count: Int, to target: Target, saying text: String, in namespace: NetworkNamespace? = nil) throws {
        let open = { @Sendable () throws(SyscallError) in
            var opened: [Int32] = []
            for _ in 0..<count {
                guard let descriptor = try Self.connected(to: target) else { continue }
                opened.append(descriptor)
                Self.send(descriptor, text)
            }
            return opened
        }
        descriptors = if let namespace { try namespace.runBlocking(open) } else { try open() }
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }

    /// The number of connections.
    public var count: Int { descriptors.count }

    /// Sends more over each connection; bytes that do not fit at once are lost.
    public func say(_ text: String) {
        for descriptor in descriptors { Self.send(descriptor, text) }
    }

    /// The number of connections that the listener has closed so far.
    public var ended: Int {
        descriptors.count { descriptor in
            // Unread bytes may precede the end, so only an event for the end itself counts.
            var state = pollfd(fd: descriptor, events: Self.hungUp, revents: 0)
            return poll(&state, 1, 0) > 0
        }
    }

    private static func connected(to target: Target) throws(SyscallError) -> Int32? {
        let family =
            switch target {
            case .port: AF_INET
            case .portIPv6: AF_INET6
            case .path: AF_UNIX
            }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw SyscallError(lastOf: "open", subject: "socket") }
        let result =
            switch target {
            case .port(let port): connect(descriptor, loopback(port))
            case .portIPv6(let port): connect(descriptor, loopbackIPv6(port))
            case .path(let path): connect(descriptor, unix(path))
            }
        if result == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func loopbackIPv6(_ port: UInt16) -> sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return address
    }

    private static func unix(_ path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return address
    }

    private static func connect(_ descriptor: Int32, _ address: some Sendable) -> Int32 {
        let result = withUnsafeBytes(of: address) { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return Int32(-1) }
            return Glibc.connect(descriptor, pointer, socklen_t(bytes.count))
        }
        guard result != 0, errno == EINPROGRESS else { return result }
        // A connection on loopback is established at once, or not for a long time.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, 20)
        return 0
    }

    private static func send(_ descriptor: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
}
