import NetworkModel
import Synchronization

/// A dataplane that only notes what it is asked for, and fails where a test wants it to.
final class ImaginedDataplane: Dataplane {
    struct State {
        var steps: [Step] = []
        var reaped = 0
        var reapingFails = 0
        var observed = ObservedState()
        var routes: [HostRoute] = []
        var failing: (@Sendable (Step) -> String?)?
        var changes: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())

    var steps: [Step] { state.withLock(\.steps) }
    var reaped: Int { state.withLock(\.reaped) }

    func observes(_ change: @Sendable (inout ObservedState) -> Void) {
        state.withLock { change(&$0.observed) }
    }

    func has(_ routes: [HostRoute]) {
        state.withLock { $0.routes = routes }
    }

    func hostRoutes() async throws(DataplaneError) -> [HostRoute] {
        state.withLock(\.routes)
    }

    /// Lets reaping fail so many times.
    func reapingFails(_ times: Int) {
        state.withLock { $0.reapingFails = times }
    }

    func fails(_ when: @escaping @Sendable (Step) -> String?) {
        state.withLock { $0.failing = when }
    }

    /// Says that somebody changed the firewall; answers whether anybody listens.
    func firewallWasChanged() -> Bool {
        guard let changes = state.withLock(\.changes) else { return false }
        changes.yield()
        return true
    }

    func firewallChanges() throws(DataplaneError) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.changes = continuation }
        return stream
    }

    func observe(_ extent: ObservedExtent) async throws(DataplaneError) -> ObservedState {
        state.withLock(\.observed)
    }

    func carryOut(_ steps: [Step]) async throws(DataplaneError) {
        for step in steps {
            let cause = state.withLock { state in
                state.steps.append(step)
                return state.failing?(step)
            }
            if let cause { throw DataplaneError(cause) }
        }
    }

    func reap() async throws(DataplaneError) -> Int {
        let fails = state.withLock { state in
            state.reaped += 1
            state.reapingFails -= 1
            return state.reapingFails >= 0
        }
        if fails { throw DataplaneError("list links: interrupted") }
        return 0
    }
}
