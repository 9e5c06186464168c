import Foundation
import LinuxSystem
import Synchronization

/// The directory of the state, held by one daemon at a time for as long as this value lives.
final class StateDirectory: Sendable {
    /// The path of the database in it.
    let database: String

    private let lock: Mutex<FileLock>
    private let lockPath: String

    /// Makes the directory, for root alone, where there is none, and takes its lock.
    ///
    /// - Throws: where it cannot be made, and where another daemon holds it, naming that one's process.
    init(path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        lockPath = path + "/mdnp.lock"
        lock = Mutex(try FileLock(path: lockPath))
        database = path + "/mdnp.sqlite"
    }

    /// Takes the lock once more if its file was deleted: on another file of its name another daemon could have one as well.
    func lockAgain() throws {
        guard !FileManager.default.fileExists(atPath: lockPath) else { return }
        try lock.withLock { $0 = try FileLock(path: lockPath) }
    }
}
