// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
import NetworkModel

/// The file of the state, by its path and by the identity of the opened file: it may be deleted while mdnp runs.
struct StateFile: Sendable {
    /// The path of the file.
    let path: String

    private let identity: FileIdentity?

    /// The current file at a path.
    init(path: String) {
        self.path = path
        self.identity = FileIdentity(path: path)
    }

    /// Creates a missing file for its owner alone.
    ///
    /// SQLite reads it as an empty database, and creates its logs with the same mode.
    ///
    /// If the creation fails, SQLite reports the reason. An existing file is not opened: closing it would release SQLite's locks.
    /// - Throws: An error for a symbolic link, which SQLite would follow.
    static func make(_ path: String) throws(StateError) {
        switch (try? FileStatus(path: path))?.kind {
        case nil: _ = try? OwnedDescriptor(opening: path, access: .create)
        case .symbolicLink: throw .failed("is a symbolic link; replace it with the file itself")
        default: break
        }
    }

    /// The condition of the file at the path.
    enum Condition {
        case inPlace, deleted, replaced
    }

    /// The current condition at the path; costs a microsecond.
    var condition: Condition {
        guard let found = FileIdentity(path: path) else { return .deleted }
        return found == identity ? .inPlace : .replaced
    }

    /// Creates a deleted directory again, for root alone; its parent must exist.
    func makeDirectory() {
        mkdir(directory, 0o700)
    }

    /// Renames a complete draft to the path, and syncs both, so that the file survives a power cut.
    func replace(with draft: String) throws(StateError) {
        // Remains of the deleted file's log do not belong to the new file.
        removeLogs()
        guard Self.sync(draft), rename(draft, path) == 0, Self.sync(directory) else {
            throw .failed("rewrite it: \(ErrorNumber.last)")
        }
    }

    private func removeLogs() {
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    }

    private var directory: String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private static func sync(_ path: String) -> Bool {
        guard let file = try? OwnedDescriptor(opening: path) else { return false }
        return file.withRaw { fsync($0) } == 0
    }
}
