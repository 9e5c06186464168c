// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

/// Stale endpoints for which Docker sent no call, and their grace periods.
struct EndWatchTests {
    private let graces = GracePeriods(linkReturned: .seconds(10), notJoined: .seconds(300))
    private let joined: Endpoint
    private let waiting: Endpoint
    private let desired: DesiredState
    private let start = ContinuousClock.now

    init() throws {
        let network = try NetworkModelTests.network("n1", "10.1.0.0/24")
        joined = try endpoint("e1", on: "n1", "10.1.0.2/24", sandbox: "/netns/1")
        waiting = try endpoint("e2", on: "n1", "10.1.0.3/24")
        desired = DesiredState([
            .addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(joined), .addEndpoint(waiting),
        ])
    }

    /// Returns the observed state in which the joined endpoint has its link, after a change of the link.
    private func shown(_ edit: (inout VethLink) -> Void = { _ in }) -> ObservedState {
        var observed = ObservedState()
        var veth = VethLink(
            endpoint: joined.id,
            network: joined.network,
            name: joined.link,
            bridge: nil,
            isRetired: false,
            isInContainer: true
        )
        edit(&veth)
        observed.veths[joined.id] = veth
        return observed
    }

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test
    func `a link in a container shows that its endpoint is in use, whatever the state of its port and its bridge`()
        throws
    {
        #expect(shown().staleReason(of: joined, in: desired) == nil)
        #expect(shown { $0.isUp = false }.staleReason(of: joined, in: desired) == nil)
        #expect(shown { $0.name = waiting.link }.staleReason(of: joined, in: desired) == nil)
        #expect(shown { $0.isInContainer = false }.staleReason(of: joined, in: desired) == nil)
    }

    @Test func `a missing link, a returned link and a missing Join are signs of a stale endpoint`() throws {
        #expect(ObservedState().staleReason(of: joined, in: desired) == .linkGone)
        #expect(
            shown {
                $0.isInContainer = false
                $0.hasReturned = true
            }.staleReason(of: joined, in: desired) == .linkReturned
        )
        #expect(ObservedState().staleReason(of: waiting, in: desired) == .notJoined)
    }

    @Test func `a link whose alias was removed is not missing`() throws {
        var observed = ObservedState()
        observed.others = [joined.link]
        #expect(observed.staleReason(of: joined, in: desired) == nil)
    }

    @Test func `an endpoint that has left is in use while its link is in a container`() throws {
        var left = joined
        left.occupancy = .left
        #expect(shown().staleReason(of: left, in: desired) == nil)
        #expect(shown { $0.isInContainer = false }.staleReason(of: left, in: desired) == .left)
        #expect(ObservedState().staleReason(of: left, in: desired) == .left)
    }

    @Test func `a start finds an endpoint stale only if no call for the endpoint can be in progress`() throws {
        #expect(ObservedState().isStale(joined, in: desired))
        #expect(!ObservedState().isStale(waiting, in: desired))
        #expect(!shown().isStale(joined, in: desired))
        var left = joined
        left.occupancy = .left
        #expect(ObservedState().isStale(left, in: desired))
        #expect(!shown().isStale(left, in: desired))
    }

    @Test func `the grace period after a Leave equals that of a returned link, and the one before a Join is longer`() {
        #expect(graces.grace(of: .left) == .seconds(10))
        #expect(graces.grace(of: .notJoined) == .seconds(300))
    }

    @Test func `an endpoint with a missing link is due at once`() throws {
        var watch = LivenessWatch(graces)
        #expect(watch.update(with: ObservedState(), against: desired, now: start) == [joined.id: .linkGone])
    }

    @Test func `each other reason has a grace period, and the next snapshot is at its end`() throws {
        var watch = LivenessWatch(graces)
        let returned = shown { $0.hasReturned = true }
        #expect(watch.update(with: returned, against: desired, now: start).isEmpty)
        #expect(watch.nextDue(after: start) == after(10))
        #expect(watch.update(with: returned, against: desired, now: after(9)).isEmpty)
        #expect(watch.update(with: returned, against: desired, now: after(10)) == [joined.id: .linkReturned])
        // An endpoint that is due already and could not be removed waits for the next snapshot.
        #expect(watch.nextDue(after: after(10)) == after(300))
        #expect(watch.update(with: shown(), against: desired, now: after(299)).isEmpty)
        #expect(watch.update(with: shown(), against: desired, now: after(300)) == [waiting.id: .notJoined])
    }

    @Test func `a link that leaves the host in time starts a new grace period at its next return`() throws {
        var watch = LivenessWatch(graces)
        let returned = shown { $0.hasReturned = true }
        _ = watch.update(with: returned, against: desired, now: start)
        #expect(watch.update(with: shown(), against: desired, now: after(9)).isEmpty)
        #expect(watch.update(with: returned, against: desired, now: after(11)).isEmpty)
        #expect(watch.update(with: returned, against: desired, now: after(21)) == [joined.id: .linkReturned])
    }

    @Test func `a change of the reason starts a new grace period`() throws {
        var watch = LivenessWatch(GracePeriods(linkReturned: .seconds(10), notJoined: .seconds(300)))
        var state = desired
        let returned = shown { $0.hasReturned = true }
        _ = watch.update(with: returned, against: state, now: start)
        var left = joined
        left.occupancy = .left
        state.apply(.addEndpoint(left))
        state.apply(.removeEndpoint(waiting.id))
        #expect(watch.update(with: ObservedState(), against: state, now: after(8)).isEmpty)
        #expect(watch.update(with: ObservedState(), against: state, now: after(17)).isEmpty)
        #expect(watch.update(with: ObservedState(), against: state, now: after(18)) == [joined.id: .left])
    }

    @Test func `an endpoint that was deleted meanwhile is no longer due`() throws {
        var watch = LivenessWatch(graces)
        _ = watch.update(with: shown(), against: desired, now: start)
        #expect(watch.update(with: shown(), against: DesiredState(), now: after(1000)).isEmpty)
        #expect(watch.nextDue(after: after(1000)) == nil)
    }
}
