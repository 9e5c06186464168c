// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Synchronization

/// The state directory, locked by one daemon at a time for the lifetime of this value.
final class StateDirectory: Sendable {
    /// The path of the database in the directory.
    let database: String
    /// The files whose permissions gave other users access, and were tightened.
    let tightenings: [PrivateDirectory.Tightening]

    private let lock: Mutex<FileLock>
    private let lockPath: String

    /// The prefix of the state's files.
    private static let prefix = "mdnp."

    /// Creates the directory for root only if it is missing, and locks it.
    ///
    /// - Throws: An error if the directory cannot be created, or if another daemon has the lock (the error names its process). Also if the
    ///   directory or a file of the state is a symbolic link or belongs to another user.
    init(path: String) throws {
        // With a trailing slash, the kernel would follow a symbolic link.
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.reversed().drop { $0 == "/" }.reversed()) : path
        if try FileStatus(path: path) == nil {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
        do throws(PrivateDirectoryError) {
            tightenings = try PrivateDirectory(path: path, filesBeginningWith: Self.prefix).tightenings
        } catch {
            throw StateDirectoryError(description: "state directory \(path): \(error)")
        }
        lockPath = "\(path)/\(Self.prefix)lock"
        lock = Mutex(try FileLock(path: lockPath))
        database = "\(path)/\(Self.prefix)sqlite"
    }

    /// Locks again if the lock file was deleted: another daemon could lock a new file of the same name.
    func lockAgain() throws {
        guard !FileManager.default.fileExists(atPath: lockPath) else { return }
        try lock.withLock { $0 = try FileLock(path: lockPath) }
    }
}

/// An error in the state directory, described in one line.
struct StateDirectoryError: Error, CustomStringConvertible {
    let description: String
}
