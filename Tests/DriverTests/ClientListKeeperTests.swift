// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel
import Testing

@testable import Driver

/// How lists of clients get into the firewall.
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

    /// Works while the keeper of lists does.
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

    @Test func `a network is not there before its list is filled, and an endpoint has not joined before its own is`()
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

    @Test func `a list that cannot be filled keeps its network from being made`() async throws {
        let rig = try Rig()
        rig.dataplane.fillingFails(2)
        await #expect(throws: (any Error).self) {
            try await rig.create("n1", "10.1.0.1/24", options: ["publish.allow": ofNetwork.text])
        }
        #expect(try await rig.store.read { $0.networks.isEmpty })
        // Where the firewall was only just taken away, once more is enough.
        rig.dataplane.fillingFails(1)
        try await rig.create("n1", "10.1.0.1/24", options: ["publish.allow": ofNetwork.text])
    }

    @Test func `after a start all lists are filled, and again when the firewall was made anew`() async throws {
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
            // The kernel shows no firewall: it is made anew.
            let isRepaired = try await rig.context.reconciler.repair()
            #expect(isRepaired)
            let areFilledAgain = try await waits(for: [ofNetwork, ofEndpoint], rig)
            #expect(areFilledAgain)
        }
    }

    @Test func `what fails is tried again until it is done`() async throws {
        let rig = try await rig()
        rig.dataplane.forgetsFilled()
        rig.dataplane.fillingFails(3)
        try await keeping(rig) { () async throws -> Void in
            rig.context.clientListKeeper.wake()
            #expect(try await waits(for: [ofNetwork], rig))
        }
    }

    @Test func `a list that another endpoint has stays when one goes, and goes with the last`() async throws {
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
