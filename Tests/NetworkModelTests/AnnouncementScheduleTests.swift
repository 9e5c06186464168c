// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Testing

/// The due announcements of a schedule, and their times.
struct AnnouncementScheduleTests {
    private let start = ContinuousClock.now
    private let network: Network
    private let first: Endpoint
    private let second: Endpoint

    init() throws {
        network = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64")
        first = try endpoint("e1", on: "n1", "10.1.0.2/24")
        second = try endpoint("e2", on: "n1", "10.1.0.3/24", "fd00:1::3/64")
    }

    private func after(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    /// Returns a schedule with the first endpoint, which joined long ago, and the second one, which has just joined.
    private func schedule(on network: Network? = nil, _ endpoint: Endpoint? = nil) -> AnnouncementSchedule {
        var schedule = AnnouncementSchedule()
        schedule.add(first)
        schedule.join(endpoint ?? second, on: network ?? self.network, at: start)
        return schedule
    }

    @Test func `an endpoint is announced three times within two seconds, each of its addresses to each neighbor`()
        throws
    {
        var schedule = schedule()
        let expected = Set(
            second.addresses.map {
                Announcement(of: $0.address, at: second.mac, on: network.bridge, to: [first.mac, second.mac])
            }
        )
        var rounds = 0
        for moment in 0..<20 {
            let due = schedule.removeDue(at: after(100 * moment))
            guard !due.isEmpty else { continue }
            rounds += 1
            #expect(Set(due) == expected)
            #expect(due.count == 2)
        }
        #expect(rounds == 3)
        #expect(schedule.isEmpty)
        #expect(schedule.removeDue(at: after(100_000)).isEmpty)
    }

    @Test func `announcements start after 100 milliseconds, since Docker moves the link before`() {
        var schedule = schedule()
        #expect(schedule.removeDue(at: after(99)).isEmpty)
        #expect(schedule.removeDue(at: after(100)).count == 2)
        #expect(schedule.removeDue(at: after(101)).isEmpty)
    }

    @Test func `a late schedule makes the same number of announcements, one after the other`() {
        var schedule = schedule()
        for _ in 1...3 { #expect(schedule.removeDue(at: after(60_000)).count == 2) }
        #expect(schedule.isEmpty)
    }

    @Test func `an endpoint that has left is neither announced nor a recipient`() {
        var schedule = schedule()
        schedule.leave(second.id, on: network.id)
        #expect(schedule.isEmpty)
        #expect(schedule.removeDue(at: after(60_000)).isEmpty)
        schedule.join(second, on: network, at: start)
        schedule.leave(first.id, on: network.id)
        #expect(schedule.removeDue(at: after(60_000)).isEmpty)
    }

    @Test func `a removed network announces nothing`() {
        var schedule = schedule()
        schedule.remove(network.id)
        #expect(schedule.isEmpty)
    }

    @Test func `the number of announcements is that of the network's option`() throws {
        for (count, text) in [(0, "0"), (1, "1"), (3, "3")] {
            let options = try BridgeOptions.ofNetwork(["com.docker.network.advertise_addr_nmsgs": text])
            let network = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64", options: options)
            var schedule = schedule(on: network)
            let rounds = (0..<20).count { !schedule.removeDue(at: after(100 * $0)).isEmpty }
            #expect(rounds == count)
        }
    }

    @Test func `endpoints without addresses or without reachable neighbors are not announced`() throws {
        var alone = AnnouncementSchedule()
        alone.join(second, on: network, at: start)
        #expect(alone.removeDue(at: after(60_000)).isEmpty)
        let bare = try Endpoint(id: EndpointID("e3"), network: network.id)
        #expect(schedule(on: nil, bare).isEmpty)
        let apart = try NetworkModelTests.network(
            "n1",
            "10.1.0.0/24",
            options: BridgeOptions.ofNetwork(["icc": "false"])
        )
        #expect(schedule(on: apart).isEmpty)
    }
}
