// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Glibc
import LinuxSystem
public import NetworkModel

/// The state in a SQLite database: `mdnp.sqlite` in the state directory.
///
/// The actor runs on the thread of its caller's choice, or on its own, never on the shared thread pool. A transaction runs from its first
/// line to its last without suspension.
public actor SQLiteStateStore: StateStore {
    /// The thread on which the actor runs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The number of times that the file was rewritten after its deletion.
    public private(set) var rewrites = 0

    private let executor: any SerialExecutor
    private let modes: NetworkModes
    /// Nil while a new file replaces a deleted one, and longer only if the new file cannot be opened.
    private var database: DatabaseQueue?
    private var file: StateFile?
    private var state: DesiredState

    /// Opens the database at a path, creates a missing one, and migrates an older one to the current schema.
    ///
    /// - Throws: ``StateError/failed(_:)`` if the file is damaged, was written by a newer mdnp, or has unreadable contents. The file stays
    ///   as it is.
    public init(
        path: String,
        modes: NetworkModes = .standard,
        on executor: (any SerialExecutor)? = nil
    ) throws(StateError) {
        do {
            try StateFile.make(path)
            // A connection that cannot write checks the file first: a refused file stays unchanged, byte for byte.
            let reader = try DatabaseQueue(path: path, configuration: Self.readingConfiguration)
            try Schema.check(reader)
            try reader.close()
            let database = try DatabaseQueue(path: path, configuration: Self.configuration)
            try self.init(database, file: StateFile(path: path), modes: modes, on: executor)
        } catch {
            throw StateError("open the state \(path)", error: error)
        }
    }

    /// Creates a state in memory for tests, with the same SQL.
    ///
    /// The state ends with the store.
    public init(modes: NetworkModes = .standard) throws(StateError) {
        do {
            try self.init(DatabaseQueue(configuration: Self.configuration), file: nil, modes: modes, on: nil)
        } catch {
            throw StateError("open a state in memory", error: error)
        }
    }

    private init(
        _ database: DatabaseQueue,
        file: StateFile?,
        modes: NetworkModes,
        on executor: (any SerialExecutor)?
    ) throws {
        try Schema.migrate(database)
        self.executor = try executor ?? ThreadExecutor(name: "mdnp-state")
        self.modes = modes
        self.database = database
        self.file = file
        self.state = try database.read { try DesiredState(from: $0, modes: modes) }
    }

    /// Decides over the state in memory, writes the changes in one transaction, and then applies them to the state in memory.
    public func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(StateError) -> Outcome {
        let decision: Decision<Outcome>
        do {
            decision = try decide(state)
        } catch {
            throw .refused(error)
        }
        guard !decision.changes.isEmpty else { return decision.outcome }
        try keepFile()
        do {
            try keep(decision.changes)
        } catch {
            throw failure("commit", error: error)
        }
        for change in decision.changes { state.apply(change) }
        return decision.outcome
    }

    /// Checks the file of the state, and rewrites it from the open database if the file or its directory was deleted.
    ///
    /// Each commit calls it first; also call it periodically. The contents of a deleted file are lost when the process ends.
    /// - Throws: ``StateError/failed(_:)`` if the file cannot be written, or if another file is at its path. The other file stays as it is.
    public func keepFile() throws(StateError) {
        guard let file else { return }
        do {
            switch file.condition {
            case .inPlace: if database == nil { try reopen(file) }
            case .deleted: try writeAnew(file)
            case .replaced:
                throw StateError.failed(
                    "the file was replaced while mdnp is running; stop mdnp, then choose the file to start with"
                )
            }
        } catch {
            throw failure("keep", error: error)
        }
    }

    /// Allocates the space for deletions on a full disk.
    ///
    /// Call it periodically, as the space may be used up.
    public func keepReserve() {
        if let file { Reserve(beside: file).allocate() }
    }

    private func writeAnew(_ file: StateFile) throws {
        let draft = file.path + ".new"
        // No database is open if the last step of an earlier attempt failed; the draft is then complete.
        if let old = database {
            file.makeDirectory()
            try? FileManager.default.removeItem(atPath: draft)
            try StateFile.make(draft)
            try old.vacuum(into: draft)
            // Close the old one first: SQLite deletes its log with its file, by the name that the log of the new file gets.
            try old.close()
            database = nil
        }
        try file.replace(with: draft)
        self.file = StateFile(path: file.path)
        try reopen(file)
        rewrites += 1
    }

    private func reopen(_ file: StateFile) throws {
        database = try DatabaseQueue(path: file.path, configuration: Self.configuration)
    }

    private func keep(_ changes: [Change]) throws {
        guard let database else { return }
        do {
            try write(changes, to: database)
        } catch let error as DatabaseError where error.isDiskFull {
            guard let file, changes.allSatisfy(\.endsSomething) else { throw error }
            Reserve(beside: file).release()
            // From here on, SQLite writes the log from its beginning, and needs no more space.
            try database.writeWithoutTransaction { _ = try $0.checkpoint(.restart) }
            try write(changes, to: database)
        }
    }

    private func write(_ changes: [Change], to database: DatabaseQueue) throws {
        let outlivesPowerCut = changes.contains(where: \.outlivesPowerCut)
        try database.writeWithoutTransaction { database in
            if outlivesPowerCut { try database.execute(sql: "PRAGMA synchronous = FULL") }
            defer { if outlivesPowerCut { try? database.execute(sql: "PRAGMA synchronous = NORMAL") } }
            // One statement is a transaction of its own. Most changes of an endpoint are such statements.
            if let change = changes.first, changes.count == 1, change.isOneStatement {
                return try change.write(to: database, modes: modes)
            }
            try database.inTransaction(.immediate) {
                for change in changes { try change.write(to: database, modes: modes) }
                return .commit
            }
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        // Another program may read the file when mdnp starts.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // No other program writes the state. Without locking and unlocking the file, a commit takes a fifth less time.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL")
        }
        return configuration
    }

    private static var readingConfiguration: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return configuration
    }

    private func failure(_ operation: String, error: any Error) -> StateError {
        StateError("\(operation) the state\(file.map { " \($0.path)" } ?? "")", error: error)
    }
}
