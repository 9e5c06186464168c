// SPDX-License-Identifier: Apache-2.0

import Glibc
package import LinuxSystem

/// A listening socket, closed with its owner; the file of a socket that mdnp created is removed then.
package struct ListeningSocket: ~Copyable, Sendable {
    /// The origin of a socket, which decides its end.
    package enum Origin: Hashable, Sendable {
        /// Passed by another process, which may pass it to a successor.
        case adopted
        /// Created by mdnp, with this file.
        case file(path: String, FileIdentity)
        /// Created by mdnp on a port.
        case port
    }

    let descriptor: OwnedDescriptor

    /// The origin of the socket.
    package let origin: Origin

    /// Takes ownership of a socket that already listens.
    package init(_ descriptor: consuming OwnedDescriptor, origin: Origin) {
        self.descriptor = descriptor
        self.origin = origin
    }

    deinit {
        removeFile()
    }

    /// A Boolean value that indicates whether mdnp created the socket and no other process has it.
    package var isOwn: Bool { origin != .adopted }

    /// A Boolean value that indicates whether the kernel rejects writes to a connection whose input was shut down, before any data is
    /// written.
    ///
    /// For a Unix socket, the kernel has both ends. Over TCP, a client gets an error only for data that it has already sent.
    package var refusesWrites: Bool { origin != .port }

    /// Removes the file of a socket that mdnp created.
    ///
    /// No other file has the same identity until the socket is closed.
    func removeFile() {
        guard case .file(let path, let identity) = origin, FileIdentity(path: path) == identity else { return }
        unlink(path)
    }

    /// Creates a nonblocking socket that child processes do not inherit.
    static func make(_ family: Int32, for subject: String) throws(ListenerError) -> OwnedDescriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let raw = socket(family, type, 0)
        guard raw >= 0 else { throw ListenerError(subject: subject, errorNumber: errno) }
        return OwnedDescriptor(adopting: raw)
    }
}
