// SPDX-License-Identifier: Apache-2.0

import Glibc
package import LinuxSystem

/// A socket that listens, closed with its owner; its file is removed then if it is ours.
package struct ListeningSocket: ~Copyable, Sendable {
    /// Where a socket comes from, and so what becomes of it at the end.
    package enum Origin: Hashable, Sendable {
        /// Somebody passed it, and may pass it to a successor.
        case adopted
        /// We made it, and this is its file.
        case file(path: String, FileIdentity)
        /// We made it on a port.
        case port
    }

    let descriptor: OwnedDescriptor

    /// Where it comes from.
    package let origin: Origin

    /// A socket that listens already.
    package init(_ descriptor: consuming OwnedDescriptor, origin: Origin) {
        self.descriptor = descriptor
        self.origin = origin
    }

    deinit {
        removeFile()
    }

    /// Whether we made it, and nobody else has it.
    package var isOwn: Bool { origin != .adopted }

    /// Whether whoever writes to a connection whose input we have ended is told so by the kernel, before anything is written.
    ///
    /// A Unix socket's kernel knows both ends. Over TCP the client learns of it only from what it has sent already.
    package var refusesWrites: Bool { origin != .port }

    /// Removes the socket's file if it is ours.
    ///
    /// Until the socket is closed no other file has the identity of ours.
    func removeFile() {
        guard case .file(let path, let identity) = origin, FileIdentity(path: path) == identity else { return }
        unlink(path)
    }

    /// A socket that no child process inherits, and that never makes the caller wait.
    static func make(_ family: Int32, for subject: String) throws(ListenerError) -> OwnedDescriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let raw = socket(family, type, 0)
        guard raw >= 0 else { throw ListenerError(subject: subject, errorNumber: errno) }
        return OwnedDescriptor(adopting: raw)
    }
}
