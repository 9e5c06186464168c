import GRDB
import LinuxSystem
public import NetworkModel

/// The state in a SQLite database: `mdnp.sqlite` in the state directory.
///
/// An actor on a thread that it is given, or that is its own: a transaction runs from its first line to its last without a pause, and
/// never on the threads that everybody shares.
public actor SQLiteStateStore: StateStore {
    /// The thread that the actor runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: any SerialExecutor
    private let database: DatabaseQueue
    private var state: DesiredState

    /// Opens the database at a path, makes it if there is none, and brings an older one to today's schema.
    ///
    /// - Throws: ``StateError/failed(_:)`` for a file that is damaged, that a newer mdnp wrote, or that holds something mdnp cannot
    ///   read. The file is left as it is.
    public init(path: String, on executor: (any SerialExecutor)? = nil) throws(StateError) {
        do {
            try self.init(DatabaseQueue(path: path, configuration: Self.configuration), on: executor)
        } catch {
            throw Self.failure("open the state \(path)", error)
        }
    }

    /// A state in memory that is gone with the store, for tests: it runs the same SQL.
    public init() throws(StateError) {
        do {
            try self.init(DatabaseQueue(configuration: Self.configuration), on: nil)
        } catch {
            throw Self.failure("open a state in memory", error)
        }
    }

    private init(_ database: DatabaseQueue, on executor: (any SerialExecutor)?) throws {
        try Schema.migrate(database)
        self.executor = try executor ?? ThreadExecutor(name: "mdnp-state")
        self.database = database
        self.state = try database.read { try DesiredState(from: $0) }
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
        do {
            try keep(decision.changes)
        } catch {
            throw Self.failure("commit the state", error)
        }
        for change in decision.changes { state.apply(change) }
        return decision.outcome
    }

    private func keep(_ changes: [Change]) throws {
        let outlivesPowerCut = changes.contains(where: \.outlivesPowerCut)
        try database.writeWithoutTransaction { database in
            if outlivesPowerCut { try database.execute(sql: "PRAGMA synchronous = FULL") }
            defer { if outlivesPowerCut { try? database.execute(sql: "PRAGMA synchronous = NORMAL") } }
            // One statement is a transaction by itself; a life of an endpoint has no others.
            if let change = changes.first, changes.count == 1, change.isOneStatement {
                return try change.write(to: database)
            }
            try database.inTransaction(.immediate) {
                for change in changes { try change.write(to: database) }
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

    private static func failure(_ operation: String, _ error: any Error) -> StateError {
        switch error {
        case let error as StateError: .failed("\(operation): \(error)")
        case let error as DatabaseError:
            .failed("\(operation): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")")
        default: .failed("\(operation): \(error)")
        }
    }
}
