// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import Logging
public import NetworkModel
import Synchronization

/// Follows firewalld in the background, and keeps the bridges of all networks in its zone `docker`.
///
/// No call waits for it. Without a system bus or firewalld, it has no effect and logs nothing.
public final class ZoneFollower: FirewallZonesWitness {
    /// Connects to firewalld and uses it until the connection ends.
    public typealias Connection =
        @Sendable (
            _ work: @escaping @Sendable (any Firewalld) async throws -> Void
        ) async throws -> Void

    /// The last observed zones; nil while firewalld does not run.
    public var zones: FirewallZones? { state.withLock { $0.zones } }

    private struct State {
        var zones: FirewallZones?
        /// The bridges that were added since firewalld or mdnp started.
        var joined: Set<InterfaceName> = []
        /// The logged failures, by bridge.
        var failures: [InterfaceName: String] = [:]
        /// A Boolean value that indicates whether firewalld was reloaded for the zone.
        ///
        /// An unsuccessful reload is not repeated.
        var hasMadeZone = false
        var wakeUp: AsyncStream<Void>.Continuation?
    }

    private let connect: Connection
    private let bridges: @Sendable () async throws -> Set<InterfaceName>
    private let logger: Logger
    private let state = Mutex(State())

    /// The time to collect signals, which arrive in bursts; one pass handles a whole burst.
    private static var gathering: Duration { .milliseconds(50) }

    /// The longest time between two passes.
    private static var resyncInterval: Duration { .seconds(30) }

    /// The delay before a new connection to the bus.
    private static var pause: Duration { .seconds(2) }

    /// Creates a follower of the firewalld behind a connection.
    ///
    /// - Parameter bridges: Returns the bridges of all networks.
    public init(
        connect: @escaping Connection,
        bridges: @escaping @Sendable () async throws -> Set<InterfaceName>,
        logger: Logger
    ) {
        self.connect = connect
        self.bridges = bridges
        self.logger = logger
    }

    /// Creates a follower of the firewalld on the system bus.
    ///
    /// - Parameter timeLimit: The time limit of the bus and firewalld for one reply.
    public convenience init(
        busSocket: String = "/run/dbus/system_bus_socket",
        bridges: @escaping @Sendable () async throws -> Set<InterfaceName>,
        logger: Logger,
        timeLimit: Duration = .seconds(10)
    ) {
        self.init(
            connect: { work in
                try await FirewalldOnBus.withConnection(to: busSocket, timeLimit: timeLimit, work)
            },
            bridges: bridges,
            logger: logger
        )
    }

    /// Schedules a pass soon; returns at once.
    public func wake() {
        _ = state.withLock { $0.wakeUp }?.yield()
    }

    /// Follows firewalld until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                try await connect { firewalld in try await self.follow(firewalld) }
            } catch {
                // A host without a bus is common, so only the end of a working connection is logged.
                if isFollowing() { logger.debug("connection to firewalld ended", metadata: ["cause": "\(error)"]) }
            }
            stop()
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func follow(_ firewalld: any Firewalld) async throws {
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        start(signal)
        signal.yield()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for await _ in firewalld.changes { signal.yield() }
                signal.finish()
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.resyncInterval)
                    signal.yield()
                }
            }
            for await _ in signals {
                try await settle(firewalld)
                try await Task.sleep(for: Self.gathering)
            }
        }
    }

    /// Runs one pass: compares zones and networks, then adds and removes bridges.
    private func settle(_ firewalld: any Firewalld) async throws {
        guard var zones = try await firewalld.zones() else { return forget() }
        let plan = ZonePlan(for: try await bridges(), in: zones, joined: joined())
        for bridge in plan.joins {
            if await join(bridge, through: firewalld) { zones[bridge] = FirewallZones.docker }
        }
        for bridge in plan.leaves {
            if await leave(bridge, through: firewalld) { zones[bridge] = nil }
        }
        record(zones)
    }

    private func join(_ bridge: InterfaceName, through firewalld: any Firewalld) async -> Bool {
        do {
            do {
                try await firewalld.join(bridge)
            } catch let error as MissingZone {
                guard mayMakeZone() else { throw error }
                try await firewalld.makeZone()
                logger.notice("firewalld zone created", metadata: ["zone": "\(FirewallZones.docker)"])
                try await firewalld.join(bridge)
            }
            noteJoin(bridge)
            logger.info(
                "link added to firewalld zone",
                metadata: ["bridge": "\(bridge)", "zone": "\(FirewallZones.docker)"]
            )
            return true
        } catch {
            noteFailure(of: bridge, message: "cannot add link to firewalld zone", error: error)
            return false
        }
    }

    private func leave(_ bridge: InterfaceName, through firewalld: any Firewalld) async -> Bool {
        do {
            try await firewalld.leave(bridge)
            noteLeave(bridge)
            logger.info(
                "link removed from firewalld zone",
                metadata: ["bridge": "\(bridge)", "zone": "\(FirewallZones.docker)"]
            )
            return true
        } catch {
            noteFailure(of: bridge, message: "cannot remove link from firewalld zone", error: error)
            return false
        }
    }

    /// Logs a failure once.
    private func noteFailure(of bridge: InterfaceName, message: Logger.Message, error: any Error) {
        let cause = "\(error)"
        guard !(error is CancellationError), isNewFailure(of: bridge, cause: cause) else { return }
        logger.warning(
            message,
            metadata: ["bridge": "\(bridge)", "zone": "\(FirewallZones.docker)", "cause": "\(cause)"]
        )
    }

    // Not inlined into functions that suspend: such functions may continue on another thread, and the lock records its owner thread (see
    // `Announcer`).

    @inline(never) private func start(_ signal: AsyncStream<Void>.Continuation) {
        state.withLock { $0.wakeUp = signal }
    }

    @inline(never) private func stop() {
        state.withLock { state in
            state.wakeUp = nil
            state.zones = nil
        }
    }

    @inline(never) private func isFollowing() -> Bool { state.withLock { $0.zones != nil } }

    @inline(never) private func record(_ zones: FirewallZones) { state.withLock { $0.zones = zones } }

    /// firewalld does not run, and has no record of earlier changes after its next start.
    @inline(never) private func forget() {
        state.withLock { $0 = State(wakeUp: $0.wakeUp) }
    }

    @inline(never) private func joined() -> Set<InterfaceName> { state.withLock { $0.joined } }

    @inline(never) private func mayMakeZone() -> Bool {
        state.withLock { state in
            defer { state.hasMadeZone = true }
            return !state.hasMadeZone
        }
    }

    @inline(never) private func noteJoin(_ bridge: InterfaceName) {
        state.withLock { state in
            state.joined.insert(bridge)
            state.failures[bridge] = nil
        }
    }

    @inline(never) private func noteLeave(_ bridge: InterfaceName) {
        state.withLock { state in
            state.joined.remove(bridge)
            state.failures[bridge] = nil
        }
    }

    @inline(never) private func isNewFailure(of bridge: InterfaceName, cause: String) -> Bool {
        state.withLock { $0.failures.updateValue(cause, forKey: bridge) != cause }
    }
}
