// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
package import NIOCore

extension ListeningSocket {
    /// Creates a socket at an address and a port.
    package init(address: SocketAddress, subject: String) throws(ListenerError) {
        let descriptor = try Self.bound(to: address, subject: subject)
        guard descriptor.withRaw({ listen($0, SOMAXCONN) }) == 0 else { throw Self.error(subject, errno) }
        self.init(descriptor, origin: .port)
    }

    /// Checks that a socket could be created at an address; clients cannot connect in the meantime.
    package static func check(address: SocketAddress, subject: String) throws(ListenerError) {
        _ = try bound(to: address, subject: subject)
    }

    /// Returns a socket that is bound to the address and does not listen yet.
    private static func bound(to address: SocketAddress, subject: String) throws(ListenerError) -> OwnedDescriptor {
        let descriptor = try make(address.protocol == .inet6 ? AF_INET6 : AF_INET, for: subject)
        let result = descriptor.withRaw { raw in
            // With SO_REUSEADDR, closing connections of a predecessor do not block the port; a listening socket does.
            var isReused: Int32 = 1
            setsockopt(raw, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
            return address.withSockAddr { bind(raw, $0, socklen_t($1)) }
        }
        guard result == 0 else { throw error(subject, errno) }
        return descriptor
    }

    private static func error(_ subject: String, _ number: Int32) -> ListenerError {
        switch number {
        case EADDRINUSE: ListenerError(subject: subject, cause: "port in use by another process")
        case EADDRNOTAVAIL: ListenerError(subject: subject, cause: "address not assigned to this host")
        default: ListenerError(subject: subject, errorNumber: number)
        }
    }
}
