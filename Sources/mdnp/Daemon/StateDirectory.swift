// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Synchronization

/// The directory of the state, held by one daemon at a time for as long as this value lives.
final class StateDirectory: Sendable {
    /// The path of the database in it.
    let database: String
    /// What others than root could use before.
    let tightenings: [PrivateDirectory.Tightening]

    private let lock: Mutex<FileLock>
    private let lockPath: String

    /// How the files of the state begin.
    private static let prefix = "mdnp."

    /// Makes the directory, for root alone, where there is none, and takes its lock.
    ///
    /// - Throws: where it cannot be made; where it or a file of the state in it is another user's or a symbolic link; and where another
    ///   daemon holds it, naming that one's process.
    init(path: String) throws {
        // With a slash at its end a symbolic link would be followed.
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

    /// Takes the lock once more if its file was deleted: on another file of its name another daemon could have one as well.
    func lockAgain() throws {
        guard !FileManager.default.fileExists(atPath: lockPath) else { return }
        try lock.withLock { $0 = try FileLock(path: lockPath) }
    }
}

/// Why a directory is not taken for the state's: one line.
struct StateDirectoryError: Error, CustomStringConvertible {
    let description: String
}
