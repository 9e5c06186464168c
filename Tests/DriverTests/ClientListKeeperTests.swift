// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Testing

@testable import Driver

/// Loading of client lists into the firewall.
struct ClientListKeeperTests {
    private let ofNetwork: ClientList
    private let ofEndpoint: ClientList

    init() throws {
        ofNetwork = try #require(ClientList("192.0.2.0/24,2001:db8::/32"))
        ofEndpoint = try #require(ClientList("198.51.100.7"))
    }

    private func rig() async throws -> Rig {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", options: ["publish.allow": ofNetwork.text])
        return rig
    }

    /// Runs work beside the keeper of client lists.
    private func keeping(_ rig: Rig, _ work: () async throws -> Void) async throws {
        let keeping = Task { await rig.context.clientListKeeper.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        keeping.cancel()
        await keeping.value
        try result.get()
    }

    private func waits(for lists: [ClientList], _ rig: Rig) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while !Set(rig.dataplane.filled).isSuperset(of: lists) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    @Test
    func
        `the client list of a network is filled before CreateNetwork returns, and that of an endpoint before Join returns`()
        async throws
    {
        let rig = try await rig()
        #expect(rig.dataplane.filled == [ofNetwork])
        try await rig.createEndpoint("e1", "10.1.0.2/24", options: ["publish.allow": ofEndpoint.text])
        try await rig.createEndpoint("e2", "10.1.0.3/24")
        try await rig.join("e1")
        try await rig.join("e2", sandbox: "2")
        #expect(rig.dataplane.filled == [ofNetwork, ofEndpoint])
    }

    @Test func `a client list that cannot be filled prevents the creation of its network`() async throws {
        let rig = try Rig()
        rig.dataplane.fillingFails(2)
        await #expect(throws: (any Error).self) {
            try await rig.create("n1", "10.1.0.1/24", options: ["publish.allow": ofNetwork.text])
        }
        #expect(try await rig.store.read { $0.networks.isEmpty })
        // If the firewall was removed just before, one retry is enough.
        rig.dataplane.fillingFails(1)
        try await rig.create("n1", "10.1.0.1/24", options: ["publish.allow": ofNetwork.text])
    }

    @Test func `all client lists are filled after a start, and again after the firewall is recreated`() async throws {
        let before = try await rig()
        try await before.createEndpoint("e1", "10.1.0.2/24", options: ["publish.allow": ofEndpoint.text])
        try await before.join("e1")
        let rig = try Rig(store: before.store)
        try rig.kernelShows("e1", on: "n1")
        try await rig.context.reconciler.recover()
        #expect(rig.dataplane.filled.isEmpty)
        try await keeping(rig) { () async throws -> Void in
            let areFilled = try await waits(for: [ofNetwork, ofEndpoint], rig)
            #expect(areFilled)
            rig.dataplane.forgetsFilled()
            // The kernel shows no firewall, so the repair recreates it.
            let isRepaired = try await rig.context.reconciler.repair()
            #expect(isRepaired)
            let areFilledAgain = try await waits(for: [ofNetwork, ofEndpoint], rig)
            #expect(areFilledAgain)
        }
    }

    @Test func `a client list that cannot be filled is retried until it is filled`() async throws {
        let rig = try await rig()
        rig.dataplane.forgetsFilled()
        rig.dataplane.fillingFails(3)
        try await keeping(rig) { () async throws -> Void in
            rig.context.clientListKeeper.wake()
            #expect(try await waits(for: [ofNetwork], rig))
        }
    }

    @Test func `a client list stays while another endpoint has it, and is removed with the last one`() async throws {
        let rig = try await rig()
        for number in 1...2 {
            let name = "e\(number)"
            try await rig.createEndpoint(
                name,
                "10.1.0.\(number + 1)/24",
                options: ["publish.allow": ofEndpoint.text]
            )
            try await rig.join(name, sandbox: name)
        }
        func removesList(_ work: () async throws -> Void) async throws -> Bool {
            let count = rig.dataplane.steps.count
            try await work()
            return rig.dataplane.steps.dropFirst(count).contains { step in
                step.removedElement == .clients(ofEndpoint.id)
            }
        }
        #expect(try await !removesList { try await rig.driver.deleteEndpoint(rig.reference("e1")) })
        #expect(try await removesList { try await rig.driver.deleteEndpoint(rig.reference("e2")) })
    }
}
