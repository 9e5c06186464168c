// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import LinuxSystem

extension ListeningSocket {
    /// Docker's directory of plugin sockets; it is on a tmpfs, so it does not exist after a boot.
    private static let dockerDirectory = "/run/docker/plugins"

    /// Creates a socket at `path` with mode 0600, in place of a stale one.
    package init(path: String) throws(ListenerError) {
        let address = try sockaddr_un(path: path)
        let directory = try Self.lockedDirectory(of: path)
        // The lock makes the check for a stale socket and the start of listening atomic; closing the directory releases it.
        defer { withExtendedLifetime(directory) {} }
        if try Self.isStale(path, at: address), unlink(path) != 0 {
            throw ListenerError(subject: path, errorNumber: errno)
        }

        let descriptor = try Self.make(AF_UNIX, for: path)
        // The mode of the unbound socket becomes the mode of its file, so other users can connect at no time.
        let isListening = descriptor.withRaw { raw in
            fchmod(raw, 0o600) == 0 && address.withPointer { bind(raw, $0, $1) } == 0 && listen(raw, SOMAXCONN) == 0
        }
        guard isListening, let identity = FileIdentity(path: path) else {
            throw ListenerError(subject: path, errorNumber: errno)
        }
        self.init(descriptor, origin: .file(path: path, identity))
    }

    /// Checks that a socket could be created at `path`, without changing anything there.
    package static func check(path: String) throws(ListenerError) {
        let address = try sockaddr_un(path: path)
        _ = try lockedDirectory(of: path)
        _ = try isStale(path, at: address)
    }

    /// Locks the directory of `path`; creates missing directories down to it within Docker's own.
    private static func lockedDirectory(of path: String) throws(ListenerError) -> OwnedDescriptor {
        let parents = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        if path.hasPrefix(dockerDirectory + "/") {
            for count in parents.indices where !parents[count].isEmpty {
                mkdir(parents[...count].joined(separator: "/"), 0o755)
            }
        }
        let parent = parents.isEmpty ? "./" : parents.joined(separator: "/") + "/"
        do throws(SyscallError) {
            let directory = try OwnedDescriptor(opening: parent)
            guard directory.withRaw({ flock($0, LOCK_EX) }) == 0 else {
                throw SyscallError(lastOf: "lock", subject: parent)
            }
            return directory
        } catch let error where error.number == .notFound {
            throw ListenerError(subject: path, cause: "directory \(parent.dropLast()) does not exist; create it first")
        } catch {
            throw ListenerError(subject: path, errorNumber: error.number.rawValue)
        }
    }

    /// Returns a Boolean value that indicates whether `path` is a socket that refuses connections.
    ///
    /// - Throws: A `ListenerError` for any other file.
    private static func isStale(_ path: String, at address: sockaddr_un) throws(ListenerError) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenerError(subject: path, cause: "the path exists and is not a socket")
        }
        let probe = try make(AF_UNIX, for: path)
        let isRefused = probe.withRaw { raw in
            address.withPointer { connect(raw, $0, $1) } != 0 && errno == ECONNREFUSED
        }
        guard isRefused else { throw ListenerError(subject: path, cause: "another process listens on it") }
        return true
    }
}
