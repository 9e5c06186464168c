// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Foundation
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver
@testable import NetworkModel

/// Whole lives in a mode that only the tests have: neither the driver nor the state depends on the parts of a mode.
final class TestModeTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("mode-\(UUID().uuidString).sqlite")
        .path
    private let modes = NetworkModes([BridgeMode(), TestMode()])

    deinit {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private func rig() throws -> Rig {
        try Rig(store: SQLiteStateStore(path: path, modes: modes), modes: modes)
    }

    private func elements(of endpoint: Endpoint) -> Set<Step> {
        [.ensure(.element(.linkMAC(endpoint.link, endpoint.mac)))]
    }

    @Test func `networks and endpoints of a mode are created and removed with its resources alone`() async throws {
        let rig = try rig()
        try await rig.create("n1", "10.1.0.1/24", options: ["test": "docker"])
        #expect(rig.dataplane.steps.isEmpty)
        try await rig.createEndpoint("e1", "10.1.0.2/24", options: ["test": "one"])
        let endpoint = try #require(try await rig.store.read { $0.endpoints.values.first })
        #expect(endpoint.options[TestMode.word] == "one")
        let answer = try await rig.join("e1")
        #expect(answer.interfaceName?.sourceName == endpoint.peer)
        #expect(answer.gateway == nil && !answer.disableGatewayService)
        #expect(rig.dataplane.deeds.count == 2)
        #expect(rig.dataplane.deeds.first == elements(of: endpoint))
        #expect(rig.dataplane.steps.last?.addedVeth == endpoint.id)
        try await rig.driver.leave(rig.reference())
        try await rig.driver.deleteEndpoint(rig.reference())
        let gone: [Step] = [.retire(endpoint.link), .remove(.element(.linkMAC(endpoint.link, endpoint.mac)))]
        #expect(Array(rig.dataplane.steps.suffix(2)) == gone)
        try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        #expect(Array(rig.dataplane.steps.suffix(2)) == gone)
        #expect(try await rig.store.read { $0.networks.isEmpty && $0.endpoints.isEmpty })
    }

    @Test func `a start finds the mode in the state, and repairs its links`() async throws {
        do {
            let rig = try rig()
            try await rig.create("n1", "10.1.0.1/24", options: ["test": "yes"])
            try await rig.create("n2", "10.2.0.1/24")
            for (id, address) in [("e1", "10.1.0.2/24"), ("e2", "10.1.0.3/24")] {
                try await rig.createEndpoint(id, address)
                try await rig.join(id, sandbox: id)
            }
        }
        let rig = try rig()
        #expect(
            try await rig.store.read { $0.networks.values.map(\.network.mode.behavior.name).sorted() } == [
                "bridge", "test",
            ]
        )
        // One link is down, and the other is gone with its container.
        try rig.kernelShows("e1", on: "n1")
        rig.dataplane.observes { $0.veths[try! EndpointID("e1")]?.isUp = false }
        try await rig.context.reconciler.recover()
        #expect(try await rig.store.read { $0.endpoints.keys.map(\.text) } == ["e1"])
        let repaired = rig.dataplane.steps.compactMap(\.restoredLink)
        #expect(repaired.map(\.name) == [try InterfaceName("mve1")])
        // Afterwards, nothing is left to repair.
        rig.dataplane.observes { $0.veths[try! EndpointID("e1")]?.isUp = true }
        let elements = rig.dataplane.steps.added
        rig.dataplane.observes { observed in
            observed.isFirewallWhole = true
            observed.firewall = elements
        }
        let count = rig.dataplane.steps.count
        _ = try await rig.context.reconciler.repair()
        #expect(!rig.dataplane.steps.dropFirst(count).contains { $0.restoredLink != nil || $0.isOfFirewall })
    }

    @Test func `a mode in the state that this mdnp lacks is refused by name`() async throws {
        try await rig().create("n1", "10.1.0.1/24", options: ["test": "yes"])
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: path) }
        #expect("\(try #require(error))".hasSuffix("network n1: invalid mode"))
    }

    /// Creates two containers on a network of the mode, whose wires lead into them.
    private func wired(_ word: String = "yes") async throws -> Rig {
        let rig = try rig()
        try await rig.create("n1", "10.1.0.1/24", options: ["test": word])
        for (id, address) in [("e1", "10.1.0.2/24"), ("e2", "10.1.0.3/24")] {
            try await rig.createEndpoint(id, address)
            try await rig.join(id, sandbox: id)
            try rig.kernelShows(id, on: "n1")
            let endpoint = try EndpointID(id)
            rig.dataplane.observes { $0.veths[endpoint]?.isInContainer = true }
        }
        let elements = rig.dataplane.steps.added
        rig.dataplane.observes { observed in
            observed.isFirewallWhole = true
            observed.firewall = elements
        }
        return rig
    }

    @Test func `the doctor reports findings of the mode beside the common ones`() async throws {
        let rig = try await wired()
        let doctor = Doctor(rig.context.reconciler)
        #expect(try await doctor.diagnose().findings.isEmpty)
        rig.dataplane.observes { $0.veths[try! EndpointID("e1")]?.isInContainer = false }
        rig.dataplane.observes { $0.veths[try! EndpointID("e2")]?.isUp = false }
        let found = try await doctor.diagnose().findings
        #expect(found.map(\.subject) == ["link mve2", "wire mve1"])
        #expect(found.last?.finding == "ends in no container")
        #expect(!found.contains { "\($0)".contains("bridge") })
    }

    @Test func `routes and zones of the host are no finding for a network without a link`() async throws {
        let rig = try await wired()
        rig.dataplane.has([HostRoute(to: try #require(Prefix("10.1.0.0/24") as Prefix?), link: "tun0")])
        let (known, observed, host) = try await rig.context.reconciler.observe()
        var (desired, facts) = (known, host)
        facts.zones = FirewallZones()
        #expect(Diagnosis(of: desired, observed: observed, facts: facts, unreserved: []).findings.isEmpty)
        // A network with a bridge has both findings.
        desired.apply(.addNetwork(NetworkRecord(try bridged(), phase: .active)))
        let found = Diagnosis(of: desired, observed: observed, facts: facts, unreserved: []).findings.map(\.check)
        #expect(found.contains(.routes) && found.contains(.zones))
    }

    private func bridged() throws -> Network {
        let subnet = try Subnet(
            prefix: #require(Prefix("10.1.0.0/16") as Prefix?),
            gateway: #require(IPAddress("10.1.0.1") as IPAddress?)
        )
        return try Network(id: NetworkID("n2"), options: Options(), isInternal: false, subnets: [subnet])
    }

    @Test func `an explanation follows the links of the mode`() async throws {
        let rig = try await wired()
        func trace(_ source: String, _ target: String) async throws -> [String] {
            let explainer = Explainer(rig.context.reconciler, engine: NoEngine())
            let paths = try await explainer.paths(from: source, to: target)
            #expect(!"\(paths)".contains("bridge"))
            return paths.flatMap(\.hops).map { $0.isOpen ? $0.place : "\($0.place): \($0.reason)" }
        }
        #expect(
            try await trace("e1", "e2") == ["endpoint e1", "wire mve1", "host", "endpoint e2", "wire mve2"]
        )
        #expect(try await trace("host", "e1") == ["host", "endpoint e1", "wire mve1"])
        #expect(try await trace("e1", "host").prefix(2) == ["endpoint e1", "wire mve1"])
        #expect(
            try await trace("198.51.100.7", "e1") == [
                "table inet mdnp, chain forward_to_networks: only published ports are reachable from there"
            ]
        )
        rig.dataplane.observes { $0.veths[try! EndpointID("e2")]?.isUp = false }
        #expect(try await trace("host", "e2").last == "wire mve2: is cut")
    }

    @Test func `an explanation describes the separation of two endpoints in the terms of the mode`() async throws {
        let rig = try await wired("apart")
        let paths = try await Explainer(rig.context.reconciler, engine: NoEngine()).paths(from: "e1", to: "e2")
        let end = try #require(paths.first?.hops.last)
        #expect(end.place == "wire mve1" && !end.isOpen)
        #expect(end.reason == "test=apart: only published ports are reachable from there")
    }
}
