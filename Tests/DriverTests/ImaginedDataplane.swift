// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import NetworkModelTesting
import Synchronization

/// A dataplane that only records its steps, and fails on request.
final class ImaginedDataplane: Dataplane {
    struct State {
        var steps: [Step] = []
        var deeds: [Set<Step>] = []
        var reaped = 0
        var reapingFails = 0
        var observed = ObservedState()
        var observedFirst: ObservedState?
        var routes: [HostRoute] = []
        var observations = 0
        var failing: (@Sendable (Step) -> DataplaneError?)?
        var failsOnce = false
        var holdingBack: (@Sendable (Step) -> Bool)?
        var isHeldBack = false
        var changes: AsyncStream<DataplaneChange>.Continuation?
        var forgotten: Set<ConnectionPattern> = []
        var announced: [Announcement] = []
        var announcingFails = false
        var filled: [ClientList] = []
        var fillingFails = 0
        var absent: Set<IPAddress> = []
    }

    private let state = Mutex(State())

    var steps: [Step] { state.withLock(\.steps) }
    /// The batches of steps, in order.
    var deeds: [Set<Step>] { state.withLock(\.deeds) }
    var forgotten: Set<ConnectionPattern> { state.withLock(\.forgotten) }
    /// Every announcement, in order.
    var announced: [Announcement] { state.withLock(\.announced) }
    var reaped: Int { state.withLock(\.reaped) }
    /// The number of snapshots.
    var observations: Int { state.withLock(\.observations) }
    /// A Boolean value that indicates whether a step is held back.
    var isHeldBack: Bool { state.withLock(\.isHeldBack) }

    func observes(_ change: @Sendable (inout ObservedState) -> Void) {
        state.withLock { change(&$0.observed) }
    }

    /// Sets the next snapshot, and no later one.
    func observesOnce(_ observed: ObservedState) {
        state.withLock { $0.observedFirst = observed }
    }

    func has(_ routes: [HostRoute]) {
        state.withLock { $0.routes = routes }
    }

    func hostRoutes() async throws(DataplaneError) -> [HostRoute] {
        state.withLock(\.routes)
    }

    /// Sets the addresses that the host lacks.
    func lacks(_ addresses: Set<IPAddress>) {
        state.withLock { $0.absent = addresses }
    }

    func absentAddresses(among addresses: Set<IPAddress>) async throws(DataplaneError) -> Set<IPAddress> {
        state.withLock { addresses.intersection($0.absent) }
    }

    func hostFacts() async throws(DataplaneError) -> HostFacts {
        var facts = HostFacts()
        facts.routes = try await hostRoutes()
        return facts
    }

    /// Makes reaping fail this many times.
    func reapingFails(_ times: Int) {
        state.withLock { $0.reapingFails = times }
    }

    func fails(_ when: @escaping @Sendable (Step) -> String?) {
        state.withLock { $0.failing = { when($0).map { .failed($0) } } }
    }

    func failsOnce(_ when: @escaping @Sendable (Step) -> String?) {
        failsOnce { step in when(step).map { .failed($0) } as DataplaneError? }
    }

    func failsOnce(_ when: @escaping @Sendable (Step) -> DataplaneError?) {
        state.withLock {
            $0.failing = when
            $0.failsOnce = true
        }
    }

    /// Holds the matching steps back until ``goesOn()``.
    func holdsBack(_ which: @escaping @Sendable (Step) -> Bool) {
        state.withLock { $0.holdingBack = which }
    }

    func goesOn() {
        state.withLock {
            $0.holdingBack = nil
            $0.isHeldBack = false
        }
    }

    /// Reports a change of the kernel; returns whether a subscriber exists.
    func wasChanged() -> Bool {
        guard let changes = state.withLock(\.changes) else { return false }
        changes.yield(.firewall)
        return true
    }

    func changes() throws(DataplaneError) -> AsyncStream<DataplaneChange> {
        let (stream, continuation) = AsyncStream<DataplaneChange>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.changes = continuation }
        return stream
    }

    func forget(_ connections: Set<ConnectionPattern>) async throws(DataplaneError) -> Int {
        state.withLock { $0.forgotten.formUnion(connections) }
        return connections.count
    }

    /// Every client list that was filled, in order.
    var filled: [ClientList] { state.withLock(\.filled) }

    func forgetsFilled() {
        state.withLock { $0.filled = [] }
    }

    /// Makes the filling of lists fail this many times.
    func fillingFails(_ times: Int) {
        state.withLock { $0.fillingFails = times }
    }

    func fill(_ lists: [ClientList]) async throws(DataplaneError) {
        let fails = state.withLock { state in
            state.fillingFails -= 1
            guard state.fillingFails < 0 else { return true }
            state.filled += lists.filter { !state.filled.contains($0) }
            return false
        }
        if fails { throw DataplaneError.refused("list elements mdnp", .notFound, "ENOENT") }
    }

    func announce(_ announcements: [Announcement]) async throws(DataplaneError) {
        let fails = state.withLock { state in
            state.announced += announcements
            return state.announcingFails
        }
        if fails { throw DataplaneError.unavailable("open link socket: EAFNOSUPPORT") }
    }

    /// Makes every announcement fail after it is recorded.
    func announcingFails() {
        state.withLock { $0.announcingFails = true }
    }

    func observe(_ extent: ObservedExtent) async throws(DataplaneError) -> ObservedState {
        state.withLock { state in
            state.observations += 1
            defer { state.observedFirst = nil }
            return state.observedFirst ?? state.observed
        }
    }

    func carryOut(_ steps: [Step]) async throws(DataplaneError) {
        state.withLock { $0.deeds += steps.deeds }
        for step in steps {
            let cause = state.withLock { state in
                state.steps.append(step)
                let cause = state.failing?(step)
                if state.failsOnce, cause != nil { state.failing = nil }
                return cause
            }
            while state.withLock({ state in
                let isHeldBack = state.holdingBack?(step) ?? false
                if isHeldBack { state.isHeldBack = true }
                return isHeldBack
            }) { try? await Task.sleep(for: .milliseconds(5)) }
            if let cause { throw cause }
        }
    }

    func reap() async throws(DataplaneError) -> Int {
        let fails = state.withLock { state in
            state.reaped += 1
            state.reapingFails -= 1
            return state.reapingFails >= 0
        }
        if fails { throw DataplaneError.interrupted("list links: interrupted") }
        return 0
    }
}
