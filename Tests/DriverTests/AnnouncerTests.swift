// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Testing

@testable import Driver

/// Announcements of the MAC address of a container that has just joined, for its neighbors.
struct AnnouncerTests {
    /// Runs work beside the announcer.
    private func announcing(_ rig: Rig, _ work: () async throws -> Void) async throws {
        let announcing = Task { await rig.context.announcer.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        announcing.cancel()
        await announcing.value
        try result.get()
    }

    /// Waits until each of these addresses was announced.
    ///
    /// The schedule limits the number of announcements, and a late machine sends fewer.
    private func waits(for addresses: String..., in rig: Rig) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while !Set(rig.dataplane.announced.map(\.address.description)).isSuperset(of: addresses) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    @Test func `a container that joins is announced to the containers on its network, and Join does not wait`()
        async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", "fd00:1::1/64")
        try await rig.createEndpoint("e1", on: "n1", "10.1.0.2/24", mac: "02:00:00:00:00:01")
        try await rig.createEndpoint("e2", on: "n1", "10.1.0.3/24", "fd00:1::3/64", mac: "02:00:00:00:00:02")
        try await rig.join("e1")
        try await rig.join("e2", sandbox: "2")
        #expect(rig.dataplane.announced.isEmpty)
        let (first, second) = try (
            #require(MACAddress("02:00:00:00:00:01")), #require(MACAddress("02:00:00:00:00:02"))
        )
        try await announcing(rig) {
            let areAnnounced = try await waits(for: "10.1.0.2", "10.1.0.3", "fd00:1::3", in: rig)
            #expect(areAnnounced)
        }
        let announced = rig.dataplane.announced
        let bridge = try InterfaceName("mdnp-n1")
        let both: Set = [first, second]
        let expected = try [
            Announcement(of: #require(IPAddress("10.1.0.2")), at: first, on: bridge, to: both),
            Announcement(of: #require(IPAddress("10.1.0.3")), at: second, on: bridge, to: both),
            Announcement(of: #require(IPAddress("fd00:1::3")), at: second, on: bridge, to: both),
        ]
        #expect(Set(announced) == Set(expected))
        for announcement in expected { #expect((1...3).contains(announced.count { $0 == announcement })) }
    }

    @Test func `a container that has left is not announced, whichever call ended its endpoint`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        for number in 2...5 {
            try await rig.createEndpoint("e\(number)", "10.1.0.\(number)/24")
            try await rig.join("e\(number)", sandbox: "\(number)")
        }
        try await rig.driver.leave(rig.reference("e2"))
        try await rig.driver.deleteEndpoint(rig.reference("e3"))
        // Docker assigns the address to another endpoint, so the old endpoint is stale.
        try await rig.createEndpoint("e6", "10.1.0.4/24")
        try await announcing(rig) {
            try await rig.join("e6", sandbox: "6")
            let areAnnounced = try await waits(for: "10.1.0.4", "10.1.0.5", in: rig)
            #expect(areAnnounced)
        }
        #expect(Set(rig.dataplane.announced.map(\.address.description)) == ["10.1.0.4", "10.1.0.5"])
    }

    @Test func `gateways are announced again after a repair of missing firewall tables`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", "fd00:1::1/64")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.createEndpoint("e2", "10.1.0.3/24")
        try await rig.join("e1")
        // On a network with icc=false, containers do not reach each other, so nothing is announced.
        try await rig.create("n2", "10.2.0.1/24", options: ["icc": "false"])
        try await rig.createEndpoint("e3", on: "n2", "10.2.0.2/24")
        try await rig.join("e3", on: "n2", sandbox: "3")
        try await announcing(rig) {
            // The kernel shows no tables in each snapshot.
            let isRepaired = try await rig.context.reconciler.repair()
            #expect(isRepaired)
            let areAnnounced = try await waits(for: "10.1.0.1", "fd00:1::1", in: rig)
            #expect(areAnnounced)
        }
        #expect(Set(rig.dataplane.announced.map(\.address.description)) == ["10.1.0.1", "fd00:1::1"])
        #expect(rig.dataplane.announced.allSatisfy { $0.link.description == "mdnp-n1" })
    }

    @Test func `containers that joined before a restart receive announcements of containers that join after it`()
        async throws
    {
        let before = try Rig()
        try await before.create("n1", "10.1.0.1/24")
        try await before.createEndpoint("e1", "10.1.0.2/24", mac: "02:00:00:00:00:01")
        try await before.join("e1")
        let rig = try Rig(store: before.store)
        try rig.kernelShows("e1", on: "n1")
        try await rig.context.reconciler.recover()
        try await rig.createEndpoint("e2", "10.1.0.3/24")
        try await announcing(rig) {
            try await rig.join("e2", sandbox: "2")
            let isAnnounced = try await waits(for: "10.1.0.3", in: rig)
            #expect(isAnnounced)
        }
        #expect(
            rig.dataplane.announced.first?.recipients?.contains(try #require(MACAddress("02:00:00:00:00:01"))) == true
        )
    }

    @Test func `announcements that cannot be sent prevent no Join and no later announcement`()
        async throws
    {
        let rig = try Rig()
        rig.dataplane.announcingFails()
        try await rig.create("n1", "10.1.0.1/24")
        for number in 2...4 { try await rig.createEndpoint("e\(number)", "10.1.0.\(number)/24") }
        try await announcing(rig) {
            for number in 2...3 { try await rig.join("e\(number)", sandbox: "\(number)") }
            let areTried = try await waits(for: "10.1.0.2", "10.1.0.3", in: rig)
            #expect(areTried)
            try await rig.join("e4", sandbox: "4")
            let isTried = try await waits(for: "10.1.0.4", in: rig)
            #expect(isTried)
        }
    }
}
