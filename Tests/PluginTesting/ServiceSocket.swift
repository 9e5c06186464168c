// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A Unix socket that a service manager keeps for a service, or on which it receives notices.
public final class ServiceSocket: Sendable {
    /// The path of the socket.
    public let path: String
    /// The descriptor, close-on-exec; closed with this value.
    public let descriptor: Int32

    /// Creates a listening stream socket, or a datagram socket for notices.
    public init(path: String, receivesNotices: Bool = false) throws {
        self.path = path
        let type = receivesNotices ? SOCK_DGRAM : SOCK_STREAM
        descriptor = socket(AF_UNIX, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, receivesNotices || listen(descriptor, 4096) == 0 else {
            throw PluginCallError("listen on \(path): errno \(errno)")
        }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Returns the next notice, or nil after a time without one.
    public func notice(within milliseconds: Int32) -> String? {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, milliseconds) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
