// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import Logging
public import NetworkModel
import Synchronization

/// Follows firewalld in the background, and keeps the bridges of all networks in its zone `docker`.
///
/// No call waits for it. On a host without a system bus or firewalld it does nothing and logs nothing.
public final class ZoneFollower: FirewallZonesWitness {
    /// Works with firewalld until the connection to it ends.
    public typealias Connection =
        @Sendable (
            _ work: @escaping @Sendable (any Firewalld) async throws -> Void
        ) async throws -> Void

    /// The zones as last observed; nil while firewalld does not run.
    public var zones: FirewallZones? { state.withLock { $0.zones } }

    private struct State {
        var zones: FirewallZones?
        /// The bridges that joined, since firewalld or mdnp started.
        var joined: Set<InterfaceName> = []
        /// The failures that the log has, by the bridge.
        var failures: [InterfaceName: String] = [:]
        /// A Boolean value that indicates whether firewalld was reloaded for the zone: a reload that was in vain is not repeated.
        var hasMadeZone = false
        var wakeUp: AsyncStream<Void>.Continuation?
    }

    private let connect: Connection
    private let bridges: @Sendable () async throws -> Set<InterfaceName>
    private let logger: Logger
    private let state = Mutex(State())

    /// Signals come in bursts; one pass answers all of a burst.
    private static var gathering: Duration { .milliseconds(50) }

    /// The longest time between two passes.
    private static var resyncInterval: Duration { .seconds(30) }

    /// How long after the end of a connection the bus is tried again.
    private static var pause: Duration { .seconds(2) }

    /// A follower of the firewalld that a connection leads to.
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

    /// A follower of the firewalld on the system bus.
    ///
    /// - Parameter timeLimit: How long the bus and firewalld may take for one answer.
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

    /// Compares the zone with the networks soon; returns at once.
    public func wake() {
        _ = state.withLock { $0.wakeUp }?.yield()
    }

    /// Follows until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                try await connect { firewalld in try await self.follow(firewalld) }
            } catch {
                // A host without a bus is as common as one that has one.
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

    /// Compares once, and lets bridges join and leave.
    private func settle(_ firewalld: any Firewalld) async throws {
        guard var zones = try await firewalld.zones() else { return forget() }
        let plan = ZonePlan(for: try await bridges(), zones, joined: joined())
        for bridge in plan.joins {
            if await join(bridge, through: firewalld) { zones[bridge] = FirewallZones.docker }
        }
        for bridge in plan.leaves {
            if await leave(bridge, through: firewalld) { zones[bridge] = nil }
        }
        know(zones)
    }

    private func join(_ bridge: InterfaceName, through firewalld: any Firewalld) async -> Bool {
        do {
            do {
                try await firewalld.join(bridge)
            } catch let error as MissingZone {
                guard mayMakeZone() else { throw error }
                try await firewalld.makeZone()
                logger.notice("zone of firewalld created", metadata: ["zone": "\(FirewallZones.docker)"])
                try await firewalld.join(bridge)
            }
            noteJoin(bridge)
            logger.info(
                "bridge joined zone of firewalld",
                metadata: ["bridge": "\(bridge)", "zone": "\(FirewallZones.docker)"]
            )
            return true
        } catch {
            noteFailure(of: bridge, message: "cannot join zone of firewalld", error: error)
            return false
        }
    }

    private func leave(_ bridge: InterfaceName, through firewalld: any Firewalld) async -> Bool {
        do {
            try await firewalld.leave(bridge)
            noteLeave(bridge)
            logger.info(
                "bridge left zone of firewalld",
                metadata: ["bridge": "\(bridge)", "zone": "\(FirewallZones.docker)"]
            )
            return true
        } catch {
            noteFailure(of: bridge, message: "cannot leave zone of firewalld", error: error)
            return false
        }
    }

    /// Logs a failure, unless the log has it.
    private func noteFailure(of bridge: InterfaceName, message: Logger.Message, error: any Error) {
        let cause = "\(error)"
        guard !(error is CancellationError), isNewFailure(of: bridge, cause: cause) else { return }
        logger.warning(
            message,
            metadata: ["bridge": "\(bridge)", "zone": "\(FirewallZones.docker)", "cause": "\(cause)"]
        )
    }

    // Not inlined into functions that pause: they may go on in another thread, and the lock remembers the thread that has it (see `Announcer`).

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

    @inline(never) private func know(_ zones: FirewallZones) { state.withLock { $0.zones = zones } }

    /// firewalld does not run; one that starts anew has forgotten everything.
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
