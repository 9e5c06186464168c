// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import NetworkModel
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver

/// Endpoints whose Leave or DeleteEndpoint was lost while mdnp runs.
struct LostCallTests {
    private static let web = PortBinding(transport: .tcp, containerPort: 80, hostPorts: PortRange(port: 8080))

    /// Creates a rig with an endpoint `e1` that has joined and publishes a port; the kernel shows its link.
    private func rig(_ timing: Timing = Self.quick) async throws -> Rig {
        let rig = try Rig(timing: timing)
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        try await rig.publish("e1", Self.web)
        try rig.kernelShows("e1", on: "n1")
        return rig
    }

    /// No events are sent, so the timer finds every change.
    private static let quick = Timing(
        resyncInterval: .milliseconds(20),
        gracePeriods: GracePeriods(linkReturned: .milliseconds(60), notJoined: .milliseconds(60))
    )

    private static let patient = Timing(
        resyncInterval: .milliseconds(20),
        gracePeriods: GracePeriods(linkReturned: .seconds(3600), notJoined: .seconds(3600))
    )

    /// Runs work beside the keeper.
    private func keeping<Answer>(_ rig: Rig, _ work: () async throws -> Answer) async throws -> Answer {
        let keeping = Task { await rig.context.dataplaneKeeper.run() }
        let outcome: Result<Answer, any Error>
        do {
            outcome = .success(try await work())
        } catch {
            outcome = .failure(error)
        }
        keeping.cancel()
        await keeping.value
        return try outcome.get()
    }

    private func endpoints(of rig: Rig) async throws -> [String] {
        try await rig.store.read { $0.endpoints.keys.map(\.text).sorted() }
    }

    /// Returns the number of held addresses of each pool.
    private func heldAddresses(of rig: Rig) async throws -> [Int] {
        try await rig.store.read { state in state.addresses.usages.map(\.held) }
    }

    /// Returns whether an endpoint is removed within a minute.
    private func isForgotten(_ id: String, _ rig: Rig) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await endpoints(of: rig).contains(id) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// Waits until the keeper has taken this many more snapshots.
    private func rounds(_ count: Int, _ rig: Rig) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        let end = rig.dataplane.observations + count
        while rig.dataplane.observations < end, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(rig.dataplane.observations >= end)
    }

    @Test func `an endpoint whose link is gone is stale, and its port is free`() async throws {
        let rig = try await rig(Self.patient)
        rig.dataplane.observes { $0.veths = [:] }
        let isRemoved = try await keeping(rig) { try await isForgotten("e1", rig) }
        #expect(isRemoved)
        #expect(rig.ports.reserved.isEmpty)
        #expect(rig.dataplane.steps.contains(.retire(try InterfaceName("mve1"))))
        let record = try #require(rig.context.repairs.all[.endpoint])
        #expect(record.times == 1)
        #expect(record.step == "removed stale endpoint e1: its link is gone")
    }

    @Test func `an endpoint whose link stays on the host is stale`() async throws {
        let rig = try await rig()
        rig.dataplane.observes { $0.veths[try! EndpointID("e1")]?.hasReturned = true }
        let isRemoved = try await keeping(rig) { try await isForgotten("e1", rig) }
        #expect(isRemoved)
        #expect(
            rig.context.repairs.all[.endpoint]?.step == "removed stale endpoint e1: its link has returned to the host"
        )
        #expect(rig.ports.reserved.isEmpty)
    }

    @Test func `an endpoint without a Join is stale after its grace period, and so is an endpoint that has left`()
        async throws
    {
        let rig = try await rig()
        try await rig.createEndpoint("e2", "10.1.0.3/24")
        try await rig.driver.leave(rig.reference("e1"))
        let areRemoved = try await keeping(rig) {
            [try await isForgotten("e1", rig), try await isForgotten("e2", rig)]
        }
        #expect(areRemoved == [true, true])
        #expect(rig.context.repairs.all[.endpoint]?.times == 2)
    }

    @Test func `an endpoint in use is left alone over many rounds, and so is an endpoint within its grace period`()
        async throws
    {
        let rig = try await rig(Self.patient)
        try await rig.createEndpoint("e2", "10.1.0.3/24")
        try await rig.createEndpoint("e3", "10.1.0.4/24")
        try await rig.join("e3", sandbox: "3")
        try rig.kernelShows("e3", on: "n1")
        rig.dataplane.observes { $0.veths[try! EndpointID("e3")]?.hasReturned = true }
        try await keeping(rig) { try await rounds(20, rig) }
        #expect(try await endpoints(of: rig) == ["e1", "e2", "e3"])
        #expect(rig.ports.reserved.count == 2)
        #expect(rig.context.repairs.all[.endpoint] == nil)
    }

    @Test func `an endpoint is not stale while its Join is in progress`() async throws {
        let rig = try await rig()
        try await rig.createEndpoint("e2", "10.1.0.3/24")
        rig.dataplane.holdsBack { step in step.addedVeth != nil }
        let joining = Task { try await rig.join("e2", sandbox: "2") }
        let network = try NetworkID("n1")
        try await keeping(rig) {
            // The endpoint has no sandbox while its link is created. The keeper suspects it, and waits for the end of the Join.
            let deadline = ContinuousClock.now + .seconds(60)
            while rig.context.lanes.waiting(on: .network(network)) == 0, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(rig.dataplane.isHeldBack)
            #expect(rig.context.lanes.waiting(on: .network(network)) == 1)
            try rig.kernelShows("e2", on: "n1")
            rig.dataplane.goesOn()
            _ = try await joining.value
            try await rounds(10, rig)
        }
        #expect(try await endpoints(of: rig) == ["e1", "e2"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a stale endpoint with a port that another network requests is removed in the lane of its own network`()
        async throws
    {
        let rig = try Rig()
        let network = try NetworkID("n1")
        let port = PortBinding(transport: .tcp, containerPort: 80, hostPorts: PortRange(port: 8080))
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.create("n2", "10.2.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        try await rig.publish("e1", port)
        try await rig.createEndpoint("e2", on: "n2", "10.2.0.2/24")
        try await rig.join("e2", on: "n2", sandbox: "2")
        try await rig.createEndpoint("e3", "10.1.0.3/24")
        rig.dataplane.holdsBack { !$0.isOfElement }
        let joining = Task { try await rig.join("e3", sandbox: "3") }
        while !rig.dataplane.isHeldBack { try await Task.sleep(for: .milliseconds(5)) }
        let publishing = Task { try await rig.publish("e2", on: "n2", port) }
        while rig.context.lanes.waiting(on: .network(network)) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        // The waiting call does not block the lane of the ports.
        try await rig.context.lanes.run(on: .ports) {}
        #expect(try await endpoints(of: rig) == ["e1", "e2", "e3"])
        rig.dataplane.goesOn()
        _ = try await joining.value
        try await publishing.value
        #expect(try await endpoints(of: rig) == ["e2", "e3"])
        let owners = try await rig.store.read { state in Set(state.publications.all.map(\.endpoint.text)) }
        #expect(owners == ["e2"])
    }

    @Test func `the mdnp address of a stale endpoint is free, and a later release by Docker succeeds`() async throws {
        let rig = try Rig(timing: Self.patient)
        let addresses = PoolIPAMDriver(rig.context)
        let pool = try await addresses.requestPool(
            RequestPoolRequest(addressSpace: "mdnp-local", family: .v4, pool: Prefix("10.1.0.0/24"))
        )
        let gateway = try #require(InterfaceAddress("10.1.0.1/24"))
        _ = try await addresses.requestAddress(
            RequestAddressRequest(poolID: pool.poolID, address: gateway.address, isGateway: true)
        )
        let held = try await addresses.requestAddress(RequestAddressRequest(poolID: pool.poolID)).address
        try await rig.driver.createNetwork(
            CreateNetworkRequest(
                networkID: "n1",
                ipv4: [IPAMPool(addressSpace: "mdnp-local", pool: gateway.prefix, gateway: gateway)]
            )
        )
        try await rig.createEndpoint("e1", held.description)
        try await rig.join("e1")
        #expect(try await heldAddresses(of: rig) == [2])
        let isRemoved = try await keeping(rig) { try await isForgotten("e1", rig) }
        #expect(isRemoved)
        #expect(try await heldAddresses(of: rig) == [1])
        try await addresses.releaseAddress(ReleaseAddressRequest(poolID: pool.poolID, address: held.address))
        #expect(try await heldAddresses(of: rig) == [1])
    }

    @Test func `the timer repairs a change without an event`() async throws {
        let rig = try await rig(Self.patient)
        let count = rig.dataplane.steps.count
        rig.dataplane.observes { $0.isFirewallWhole = false }
        try await keeping(rig) { try await rounds(3, rig) }
        #expect(rig.dataplane.steps.dropFirst(count).first == .ensure(.tables))
        let record = try #require(rig.context.repairs.all[.firewall])
        #expect(record.times > 0)
        #expect(record.step.hasPrefix("restored the firewall with "))
        #expect(record.last.seconds > 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a Join that finds the firewall gone does not wait for a link of its own network`() async throws {
        let rig = try await rig()
        try await rig.createEndpoint("e2", "10.1.0.3/24")
        // The link of the neighbor is down, and the first change of the firewall is refused.
        rig.dataplane.observes { $0.veths[try! EndpointID("e1")]?.isUp = false }
        rig.dataplane.failsOnce { step in step.isOfElement ? "ENOENT" : nil }
        _ = try await rig.join("e2", sandbox: "2")
        let joined = try await rig.store.read { state in state.endpoints.values.count(where: \.occupancy.isJoined) }
        #expect(joined == 2)
    }
}
