// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
import NetworkModel

/// The file of the state, by its path and by what was opened there: while mdnp runs, somebody may delete it.
struct StateFile: Sendable {
    /// Where the file should be.
    let path: String

    private let identity: FileIdentity?

    /// The file that is at a path now.
    init(path: String) {
        self.path = path
        self.identity = FileIdentity(path: path)
    }

    /// Makes an empty file for its owner alone where there is none: SQLite takes it for an empty database, and gives its logs the same mode.
    ///
    /// Where it cannot be made SQLite says why. What is there is not opened: closing it would let go of SQLite's locks.
    /// - Throws: for a symbolic link, which SQLite would follow.
    static func make(_ path: String) throws(StateError) {
        switch (try? FileStatus(path: path))?.kind {
        case nil: _ = try? OwnedDescriptor(opening: path, access: .create)
        case .symbolicLink: throw .failed("is a symbolic link; put the file itself in its place")
        default: break
        }
    }

    /// What has become of it.
    enum Condition {
        case inPlace, deleted, replaced
    }

    /// What is at the path now; costs a microsecond.
    var condition: Condition {
        guard let found = FileIdentity(path: path) else { return .deleted }
        return found == identity ? .inPlace : .replaced
    }

    /// Makes the directory again, for root alone, if that was deleted too; one above it is not made.
    func makeDirectory() {
        mkdir(directory, 0o700)
    }

    /// Puts a file that was written beside it into its place, so that it is there after a power cut.
    func replace(with draft: String) throws(StateError) {
        // What is left of the log of the deleted file is not that of the new one.
        removeLogs()
        guard Self.sync(draft), rename(draft, path) == 0, Self.sync(directory) else {
            throw .failed("write it anew: \(ErrorNumber.last)")
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
