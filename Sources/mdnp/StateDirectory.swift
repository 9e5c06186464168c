import Foundation
import LinuxSystem

/// The directory of the state, held by one daemon at a time for as long as this value lives.
final class StateDirectory: Sendable {
    /// The path of the database in it.
    let database: String

    private let lock: FileLock

    /// Makes the directory, for root alone, where there is none, and takes its lock.
    ///
    /// - Throws: where it cannot be made, and where another daemon holds it, naming that one's process.
    init(path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        lock = try FileLock(path: path + "/mdnp.lock")
        database = path + "/mdnp.sqlite"
    }
}
