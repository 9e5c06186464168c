// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Foundation
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver
@testable import NetworkModel

/// A mode of tests: a network has no link of its own, and each endpoint a pair whose end on the host is in no bridge.
private struct TestMode: NetworkMode {
    static let word = OptionKey(
        "test",
        of: [.network, .endpoint],
        usual: "",
        read: { (text) throws(Refusal) in text.text },
        write: { $0 }
    )

    var name: String { "test" }
    var options: [OptionDefinition] { [Self.word.option] }

    func isMeant(by options: [String: String]) -> Bool { options["test"] != nil }

    func networkOptions(_ texts: [String: String], for families: Set<IPFamily>) throws(Refusal) -> Options {
        try Options(stored: texts, of: options)
    }

    func endpointOptions(_ texts: [String: String]) throws(Refusal) -> Options {
        try Options(stored: texts, of: options)
    }

    func link(of network: Network) -> InterfaceName? { nil }
    func check(_ network: Network, against other: Network) throws(Refusal) {}
    func link(having mac: MACAddress, of network: Network) -> String? { nil }
    func resources(for network: Network, wayOut: [IPFamily: Int]) -> [Resource] { [] }
    func links(of network: NetworkID) -> [ResourceKey] { [] }

    func resources(for endpoint: Endpoint, on network: Network) -> [Resource] {
        let link = VethLink(endpoint: endpoint.id, network: network.id, name: endpoint.link, bridge: nil)
        return [.element(.hardware(endpoint.link, endpoint.mac)), .veth(link)]
    }

    func link(of endpoint: Endpoint) -> ResourceKey? { .veth(endpoint.link) }

    func attachment(of endpoint: Endpoint, on network: Network) -> NetworkModel.Attachment {
        NetworkModel.Attachment(
            link: endpoint.peer,
            prefix: .standard,
            name: nil,
            gateways: [],
            leavesGatewayToDocker: network.options[Self.word] == "docker"
        )
    }

    func signOfEnd(of endpoint: Endpoint, in observed: ObservedState) -> SignOfEnd? {
        observed.links[.endpoint(endpoint.id, on: endpoint.network)] == nil && endpoint.occupancy.isJoined
            ? .linkGone : nil
    }
}

/// A mode that mdnp does not know lives whole lives: neither the driver nor the state knows what a mode is made of.
struct TestModeTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("mode-\(UUID().uuidString).sqlite")
        .path
    private let modes = NetworkModes([BridgeMode(), TestMode()])

    private func rig() throws -> Rig {
        try Rig(store: SQLiteStateStore(path: path, modes: modes), modes: modes)
    }

    private func elements(of endpoint: Endpoint) -> Set<Step> {
        [.ensure(.element(.hardware(endpoint.link, endpoint.mac)))]
    }

    @Test func `networks and endpoints of a mode come and go with its resources alone`() async throws {
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
        let gone: [Step] = [.bury(endpoint.link), .remove(.element(.hardware(endpoint.link, endpoint.mac)))]
        #expect(Array(rig.dataplane.steps.suffix(2)) == gone)
        try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        #expect(Array(rig.dataplane.steps.suffix(2)) == gone)
        #expect(try await rig.store.read { $0.networks.isEmpty && $0.endpoints.isEmpty })
    }

    @Test func `a start finds the mode in the state, and puts right what drifted meanwhile`() async throws {
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
        // Then nothing of it is left to do.
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

    @Test func `a mode of the state that this mdnp does not have is refused by name`() async throws {
        try await rig().create("n1", "10.1.0.1/24", options: ["test": "yes"])
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: path) }
        #expect("\(try #require(error))".hasSuffix("network n1: its mode is not understood"))
    }
}
