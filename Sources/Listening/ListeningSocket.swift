// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A socket that listens, and the file it is reached by if the file is ours.
package struct ListeningSocket: Sendable {
    /// Where a socket comes from, and so what becomes of it at the end.
    package enum Origin: Hashable, Sendable {
        /// Somebody passed it, and may pass it to a successor.
        case adopted
        /// We made it, and this is its file.
        case file(SocketFile)
        /// We made it on a port.
        case port
    }

    /// The descriptor; whoever listens on it closes it.
    package let descriptor: Int32

    /// Where it comes from.
    package let origin: Origin

    /// A socket that listens already.
    package init(descriptor: Int32, origin: Origin) {
        self.descriptor = descriptor
        self.origin = origin
    }

    /// Whether we made it, and nobody else has it.
    package var isOwn: Bool { origin != .adopted }

    /// Whether whoever writes to a connection whose input we have ended is told so by the kernel, before anything is written.
    ///
    /// A Unix socket's kernel knows both ends. Over TCP the client learns of it only from what it has sent already.
    package var refusesWrites: Bool { origin != .port }

    /// Removes the socket's file if it is ours.
    ///
    /// To be called before the socket is closed: until then nobody puts another in its place.
    package func removeFile() {
        guard case .file(let file) = origin, SocketFile(path: file.path) == file else { return }
        unlink(file.path)
    }

    /// Closes the socket, and removes its file if it is ours.
    package func discard() {
        removeFile()
        close(descriptor)
    }

    /// A socket that no child process inherits, and that never makes the caller wait.
    static func make(_ family: Int32, for subject: String) throws(ListenerError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw ListenerError(subject: subject, errorNumber: errno) }
        return descriptor
    }
}
