// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Glibc
import LinuxSystem
public import NetworkModel

/// The state in a SQLite database: `mdnp.sqlite` in the state directory.
///
/// An actor on a thread that it is given, or that is its own: a transaction runs from its first line to its last without a pause, and
/// never on the threads that everybody shares.
public actor SQLiteStateStore: StateStore {
    /// The thread that the actor runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How often the file was written anew, since somebody had deleted it.
    public private(set) var rewrites = 0

    private let executor: any SerialExecutor
    private let modes: NetworkModes
    /// Nil for the moment in which another file takes the place of a deleted one; longer only if that cannot be opened.
    private var database: DatabaseQueue?
    private var file: StateFile?
    private var state: DesiredState

    /// Opens the database at a path, makes it if there is none, and brings an older one to today's schema.
    ///
    /// - Throws: ``StateError/failed(_:)`` for a file that is damaged, that a newer mdnp wrote, or that holds something mdnp cannot
    ///   read. The file is left as it is.
    public init(
        path: String,
        modes: NetworkModes = .standard,
        on executor: (any SerialExecutor)? = nil
    ) throws(StateError) {
        do {
            try StateFile.make(path)
            // Looked at by a connection that cannot write: what is refused is left byte for byte as it is.
            let reader = try DatabaseQueue(path: path, configuration: Self.readingConfiguration)
            try Schema.check(reader)
            try reader.close()
            let database = try DatabaseQueue(path: path, configuration: Self.configuration)
            try self.init(database, file: StateFile(path: path), modes: modes, on: executor)
        } catch {
            throw StateError("open the state \(path)", error: error)
        }
    }

    /// A state in memory that is gone with the store, for tests: it runs the same SQL.
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

    /// Decides over the state in memory, writes the changes in one transaction, and only then takes them in.
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

    /// Sees to it that the state is where it should be: where its file was deleted, with or without its directory, it is written anew.
    ///
    /// Before each commit, and to be called from time to time: what is only in a deleted file is lost with the process.
    /// - Throws: ``StateError/failed(_:)`` if it cannot be written, or if somebody put another file there, which is left as it is.
    public func keepFile() throws(StateError) {
        guard let file else { return }
        do {
            switch file.condition {
            case .inPlace: if database == nil { try reopen(file) }
            case .deleted: try writeAnew(file)
            case .replaced:
                throw StateError.failed(
                    "another file was put in its place while mdnp runs: stop mdnp first, then choose which one it starts with"
                )
            }
        } catch {
            throw failure("keep", error: error)
        }
    }

    /// Takes the space that is kept for what has to be forgotten on a full disk; to be called from time to time, as it may be used up.
    public func keepReserve() {
        if let file { Reserve(beside: file).take() }
    }

    private func writeAnew(_ file: StateFile) throws {
        let draft = file.path + ".new"
        // None is open where the last step of an earlier try failed: then the draft is whole.
        if let old = database {
            file.makeDirectory()
            try? FileManager.default.removeItem(atPath: draft)
            try StateFile.make(draft)
            try old.vacuum(into: draft)
            // First closed: with its file SQLite deletes its log, by the name that the new one's will have.
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
        } catch let error as DatabaseError where error.saysDiskFull {
            guard let file, changes.allSatisfy(\.endsSomething) else { throw error }
            Reserve(beside: file).give()
            // From here on the log is written from its beginning again, and needs no more space.
            try database.writeWithoutTransaction { _ = try $0.checkpoint(.restart) }
            try write(changes, to: database)
        }
    }

    private func write(_ changes: [Change], to database: DatabaseQueue) throws {
        let outlivesPowerCut = changes.contains(where: \.outlivesPowerCut)
        try database.writeWithoutTransaction { database in
            if outlivesPowerCut { try database.execute(sql: "PRAGMA synchronous = FULL") }
            defer { if outlivesPowerCut { try? database.execute(sql: "PRAGMA synchronous = NORMAL") } }
            // One statement is a transaction by itself; a life of an endpoint has no others.
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
        // Somebody may be looking at the file when mdnp starts.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // Nobody else writes the state; not taking and letting go of the file's locks saves a commit a fifth of its time.
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
