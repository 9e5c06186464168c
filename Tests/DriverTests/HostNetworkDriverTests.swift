// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import Logging
import NetworkModel
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver

struct HostNetworkDriverTests {
    @Test func `a whole life leaves nothing behind`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        let created = try await rig.createEndpoint("e1", "10.1.0.2/24")
        #expect(created.interface.mac?.description == "02:6d:0a:01:00:02")
        let joined = try await rig.join()
        #expect(joined.interfaceName?.sourceName.description == "mce1")
        #expect(joined.interfaceName?.destinationPrefix == "eth")
        #expect(joined.gateway?.description == "10.1.0.1")
        #expect(joined.gatewayIPv6 == nil)
        #expect(!joined.disableGatewayService)
        try await rig.driver.programExternalConnectivity(ExternalConnectivityRequest(networkID: "n1", endpointID: "e1"))
        try await rig.driver.revokeExternalConnectivity(rig.reference())
        try await rig.driver.leave(rig.reference())
        try await rig.driver.deleteEndpoint(rig.reference())
        #expect(rig.dataplane.steps.contains(.retire(try InterfaceName("mve1"))))
        rig.dataplane.observes { $0.isFirewallWhole = true }
        try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        #expect(rig.dataplane.steps.suffix(2) == [.removeBridge(try NetworkID("n1")), .closeFirewall])
        #expect(try await rig.store.read { $0 } == DesiredState())
    }

    @Test func `a MAC address from Docker is not returned`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        let created = try await rig.createEndpoint("e1", "10.1.0.2/24", mac: "02:00:00:00:00:01")
        #expect(created.interface == EndpointInterface())
    }

    @Test func `Join returns both gateways on a dual-stack network`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", "10.2.0.1/24", "fd00:1::1/64")
        try await rig.createEndpoint("e1", "10.2.0.2/24", "fd00:1::2/64")
        let joined = try await rig.join()
        #expect(joined.gateway?.description == "10.2.0.1")
        #expect(joined.gatewayIPv6?.description == "fd00:1::1")
    }

    @Test(arguments: [("mdnp", true, true), ("docker", false, false), ("none", false, true)])
    func `without an mdnp gateway, Docker adds its own gateway only with gateway=docker`(
        gateway: String,
        isInternal: Bool,
        disables: Bool
    ) async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", options: ["gateway": gateway], isInternal: isInternal)
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        let joined = try await rig.join()
        #expect(joined.gateway == nil)
        #expect(joined.disableGatewayService == disables)
    }

    @Test func `a layer 2 network has no address and no gateway`() async throws {
        let rig = try Rig()
        try await rig.create("n1")
        try await rig.create("n2")
        let created = try await rig.createEndpoint("e1")
        #expect(created.interface.ipv4 == nil)
        #expect(created.interface.mac?.isLocallyAdministered == true)
        let joined = try await rig.join()
        #expect(joined.gateway == nil)
        #expect(joined.disableGatewayService)
    }

    @Test func `the interface name that a user gives for the container is returned to Docker`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", options: ["interface_prefix": "krish-mdnp"])
        try await rig.createEndpoint("e1", "10.1.0.2/24", interfaceName: "mgmt0")
        let joined = try await rig.join()
        #expect(joined.interfaceName?.destinationPrefix == "krish-mdnp")
        #expect(joined.interfaceName?.destinationName?.description == "mgmt0")
    }

    @Test func `every removal succeeds a second time, and for objects that never existed`() async throws {
        let rig = try Rig()
        try await rig.driver.leave(rig.reference())
        try await rig.driver.deleteEndpoint(rig.reference())
        try await rig.driver.revokeExternalConnectivity(rig.reference())
        try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        // After a loss of the state, the kernel may still have the network.
        #expect(Set(rig.dataplane.steps).isSubset(of: [.removeBridge(try NetworkID("n1"))]))
    }

    @Test func `a repeated call gets the same reply and changes nothing`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        let count = rig.dataplane.steps.count
        try await rig.create("n1", "10.1.0.1/24")
        #expect(rig.dataplane.steps.count == count)
        let first = try await rig.createEndpoint("e1", "10.1.0.2/24")
        #expect(try await rig.createEndpoint("e1", "10.1.0.2/24") == first)
        #expect(try await rig.join() == rig.join())
    }

    @Test func `a new endpoint replaces the endpoint that Docker forgot and that has its address`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        _ = try await rig.join()
        try await rig.createEndpoint("e2", "10.1.0.2/24")
        #expect(rig.dataplane.steps.contains(.retire(try InterfaceName("mve1"))))
        #expect(try await rig.store.read { $0.endpoints.keys.map(\.text) } == ["e2"])
    }

    @Test func `a container keeps a given MAC address, and the next endpoint with its old address gets another one`()
        async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        let old = try await rig.createEndpoint("e1", "10.1.0.2/24").interface.mac
        try await rig.driver.deleteEndpoint(rig.reference("e1"))
        // Recreated with the MAC address from `docker inspect`.
        #expect(try await rig.createEndpoint("e2", "10.1.0.3/24", mac: old?.description).interface.mac == nil)
        let new = try await rig.createEndpoint("e3", "10.1.0.2/24").interface.mac
        #expect(new != nil && new != old)
        #expect(try await rig.createEndpoint("e3", "10.1.0.2/24").interface.mac == new)
        let recorded = try await rig.store.read { state in state.endpoints.values.map { ($0.id.text, $0.mac) } }
        #expect(Dictionary(uniqueKeysWithValues: recorded) == ["e2": old, "e3": new])
    }

    @Test
    func
        `a given MAC address of another endpoint is refused, unless the kernel shows that the other endpoint is stale`()
        async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24", mac: "02:00:5e:10:00:01")
        try await rig.join("e1")
        try rig.kernelShows("e1", on: "n1")
        let error = await #expect(throws: PluginError.self) {
            try await rig.createEndpoint("e2", "10.1.0.3/24", mac: "02:00:5e:10:00:01")
        }
        #expect(
            error?.message
                == "create endpoint: MAC address 02:00:5e:10:00:01: belongs to endpoint e1 at 10.1.0.2 "
                + "on the same network; use another address, or omit --mac-address"
        )
        #expect(error?.kind == .refused)
        rig.dataplane.observes { $0.veths = [:] }
        try await rig.createEndpoint("e2", "10.1.0.3/24", mac: "02:00:5e:10:00:01")
        #expect(try await rig.store.read { $0.endpoints.keys.map(\.text) } == ["e2"])
    }

    @Test func `a network that the kernel refuses is removed from the state, and its subnet is free again`()
        async throws
    {
        let rig = try Rig()
        rig.dataplane.fails { step in
            if step.ensuredBridge != nil { "add bridge mdnp-n1: EEXIST" } else { nil }
        }
        let error = await #expect(throws: PluginError.self) { try await rig.create("n1", "10.1.0.1/24") }
        #expect(error?.message == "create network: add bridge mdnp-n1: EEXIST")
        #expect(try await rig.store.read { $0 } == DesiredState())
        rig.dataplane.fails { _ in nil }
        try await rig.create("n2", "10.1.0.1/24")
    }

    @Test func `an endpoint whose veth the kernel refuses can join later`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        rig.dataplane.fails { step in
            if step.addedVeth != nil { "add link mve1: ENOBUFS" } else { nil }
        }
        let error = await #expect(throws: PluginError.self) { try await rig.join() }
        #expect(error?.message == "join: add link mve1: ENOBUFS")
        rig.dataplane.fails { _ in nil }
        _ = try await rig.join()
    }

    @Test func `a network whose subnet Docker assigns to another one is stale, unless it has a container`() async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", "fd00:1::1/64")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        await #expect(throws: PluginError.self) { try await rig.create("n2", "10.1.0.1/16") }
        try await rig.driver.leave(rig.reference("e1"))
        try await rig.create("n2", "10.1.0.1/16")
        let state = try await rig.store.read { $0 }
        #expect(state.networks.keys.map(\.text) == ["n2"])
        #expect(state.endpoints.isEmpty)
        #expect(rig.dataplane.steps.contains(.removeBridge(try NetworkID("n1"))))
        // The lost call may still arrive.
        try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        #expect(try await rig.store.read { $0.networks.count } == 1)
    }

    @Test func `a refused call is reported in one line with the value`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e0", "10.1.0.99/24")
        try await rig.join("e0")
        let cases: [(String, @Sendable (Rig) async throws -> Void)] = [
            (
                #"create network: option mtu: "9" is invalid; use auto or a number from 68 to 65535"#,
                { try await $0.create("n2", options: ["mtu": "9"]) }
            ),
            (
                "create network: subnet 10.1.0.0/16: overlaps subnet 10.1.0.0/24 of network n1",
                { try await $0.create("n2", "10.1.0.1/16") }
            ),
            ("create network: network id: is empty", { try await $0.create("") }),
            (
                "create endpoint: network n9: does not exist",
                { try await $0.createEndpoint(on: "n9") }
            ),
            ("create endpoint: endpoint id: is empty", { try await $0.createEndpoint("") }),
            (
                "create endpoint: address 10.9.0.2/24: is outside network n1: the network has 10.1.0.0/24",
                { try await $0.createEndpoint("e1", "10.9.0.2/24") }
            ),
            (
                "create endpoint: MAC address 01:00:5e:00:00:01: is a multicast address",
                { try await $0.createEndpoint("e1", "10.1.0.2/24", mac: "01:00:5e:00:00:01") }
            ),
            (
                #"create endpoint: option com.docker.network.endpoint.ifname: "#,
                { try await $0.createEndpoint("e1", "10.1.0.2/24", interfaceName: "a/b") }
            ),
            (
                "join: endpoint e9: does not exist on network n1",
                { _ = try await $0.join("e9") }
            ),
        ]
        for (message, call) in cases {
            let error = await #expect(throws: PluginError.self) { try await call(rig) }
            #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "nothing")")
        }
    }

    @Test func `the error of a failed call has the short ids of its endpoint and network as details`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        let long = String(repeating: "e1", count: 32)
        let both = ["endpoint": "e9", "network": "n1"]
        let cases: [([String: String], @Sendable (Rig) async throws -> Void)] = [
            (["network": "n2"], { try await $0.create("n2", options: ["mtu": "9"]) }),
            (["endpoint": "e1", "network": "n9"], { try await $0.createEndpoint(on: "n9") }),
            (both, { _ = try await $0.join("e9") }),
            (["endpoint": "e1e1e1e1e1e1", "network": "n1"], { _ = try await $0.join(long) }),
            (["endpoint": "e9"], { try await $0.publish("e9", PortBinding(transport: .tcp, containerPort: 80)) }),
            (["endpoint": "a/b"], { try await $0.driver.leave($0.reference("a/b")) }),
            (["endpoint": "a/b"], { try await $0.driver.deleteEndpoint($0.reference("a/b")) }),
            (["endpoint": "a/b"], { try await $0.driver.revokeExternalConnectivity($0.reference("a/b")) }),
            (["network": "a/b"], { try await $0.driver.deleteNetwork(NetworkReference(networkID: "a/b")) }),
        ]
        for (details, call) in cases {
            let error = await #expect(throws: PluginError.self) { try await call(rig) }
            #expect(error?.details == details, "\(error?.message ?? "nothing")")
        }
    }

    @Test func `one endpoint more than the limit of a bridge is refused`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/16")
        let network = try NetworkID("n1")
        let many = try (0..<DesiredState.endpointLimit).map {
            try Endpoint(id: EndpointID("many\($0)"), network: network)
        }
        try await rig.store.commit { _ in Decision(many.map { .addEndpoint($0) }, outcome: ()) }
        let error = await #expect(throws: PluginError.self) { try await rig.createEndpoint("e1", "10.1.0.2/16") }
        #expect(
            error?.message
                == "create endpoint: network n1: has 1000 endpoints, the maximum"
        )
    }
}

struct RecoveryTests {
    @Test func `a start recreates networks, removes incomplete ones, and retires links without an endpoint`()
        async throws
    {
        let store = try SQLiteStateStore()
        let before = try Rig(store: store)
        try await before.create("n1", "10.1.0.1/24")
        let half = try Network(id: NetworkID("n2"), options: Options(), isInternal: false, subnets: [])
        try await store.commit { _ in Decision([.addNetwork(NetworkRecord(half, phase: .creating))], outcome: ()) }
        let after = try Rig(store: store)
        let stray = VethLink(
            endpoint: try EndpointID("stray"),
            network: try NetworkID("n1"),
            name: try InterfaceName("mvstray"),
            bridge: nil,
            isRetired: false
        )
        after.dataplane.observes { $0.veths[try! EndpointID("stray")] = stray }
        try await after.context.reconciler.recover()
        let network = try await store.read { state throws(Refusal) in try state.network(NetworkID("n1")) }
        #expect(after.dataplane.steps.contains(.ensureBridge(network)))
        #expect(after.dataplane.steps.contains(.retire(stray.name)))
        #expect(try await store.read { $0.networks.keys.map(\.text) } == ["n1"])
    }

    @Test func `a start removes an endpoint whose link is gone, and keeps an endpoint that has not joined`()
        async throws
    {
        let store = try SQLiteStateStore()
        let before = try Rig(store: store)
        try await before.create("n1", "10.1.0.1/24")
        try await before.createEndpoint("e1", "10.1.0.2/24")
        try await before.createEndpoint("e2", "10.1.0.3/24")
        try await before.createEndpoint("e3", "10.1.0.4/24")
        _ = try await before.join("e1")
        _ = try await before.join("e2")
        let after = try Rig(store: store)
        let veth = VethLink(
            endpoint: try EndpointID("e2"),
            network: try NetworkID("n1"),
            name: try InterfaceName("mve2"),
            bridge: nil,
            isRetired: false
        )
        after.dataplane.observes { $0.veths[try! EndpointID("e2")] = veth }
        try await after.context.reconciler.recover()
        #expect(try await store.read { $0.endpoints.keys.map(\.text).sorted() } == ["e2", "e3"])
    }

    @Test func `a start removes an endpoint whose link is back on the host, with or without a Leave`() async throws {
        let store = try SQLiteStateStore()
        let before = try Rig(store: store)
        try await before.create("n1", "10.1.0.1/24")
        try await before.createEndpoint("e1", "10.1.0.2/24")
        try await before.createEndpoint("e2", "10.1.0.3/24")
        try await before.createEndpoint("e3", "10.1.0.4/24")
        for endpoint in ["e1", "e2", "e3"] { _ = try await before.join(endpoint) }
        try await before.driver.leave(EndpointReference(networkID: "n1", endpointID: "e2"))
        let after = try Rig(store: store)
        for endpoint in ["e1", "e2", "e3"] {
            let veth = VethLink(
                endpoint: try EndpointID(endpoint),
                network: try NetworkID("n1"),
                name: try InterfaceName("mv\(endpoint)"),
                bridge: nil,
                isRetired: false,
                hasReturned: endpoint != "e3"
            )
            after.dataplane.observes { $0.veths[try! EndpointID(endpoint)] = veth }
        }
        try await after.context.reconciler.recover()
        #expect(try await store.read { $0.endpoints.keys.map(\.text) } == ["e3"])
        #expect(after.dataplane.steps.contains(.retire(try InterfaceName("mve1"))))
        #expect(after.dataplane.steps.contains(.retire(try InterfaceName("mve2"))))
        #expect(!after.dataplane.steps.contains(.retire(try InterfaceName("mve3"))))
    }

    @Test func `a repair that fails does not prevent other repairs`() async throws {
        let store = try SQLiteStateStore()
        let before = try Rig(store: store)
        try await before.create("n1", "10.1.0.1/24")
        try await before.create("n2", "10.2.0.1/24")
        let after = try Rig(store: store)
        after.dataplane.fails { step in
            if step.ensuredBridge?.text == "n1" { "add bridge: EEXIST" } else { nil }
        }
        try await after.context.reconciler.recover()
        let made = after.dataplane.steps.compactMap { step in
            step.ensuredBridge?.text
        }
        #expect(made == ["n1", "n2"])
    }

    @Test func `retired links are deleted soon`() async throws {
        let rig = try Rig()
        let reaping = Task { await rig.context.reaper.run() }
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.driver.deleteEndpoint(rig.reference())
        let deadline = ContinuousClock.now + .seconds(60)
        while rig.dataplane.reaped == 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(rig.dataplane.reaped == 1)
        reaping.cancel()
        await reaping.value
    }

    @Test func `a reaper that fails tries again by itself`() async throws {
        let rig = try Rig()
        rig.dataplane.reapingFails(1)
        let reaping = Task { await rig.context.reaper.run() }
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.driver.deleteEndpoint(rig.reference())
        let deadline = ContinuousClock.now + .seconds(60)
        while rig.dataplane.reaped < 2, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(rig.dataplane.reaped == 2)
        reaping.cancel()
        await reaping.value
    }

    @Test func `a firewall that another program changed is repaired`() async throws {
        let rig = try Rig()
        let keeping = Task { await rig.context.dataplaneKeeper.run() }
        try await rig.create("n1", "10.1.0.1/24")
        let (count, deeds) = (rig.dataplane.steps.count, rig.dataplane.deeds.count)
        rig.dataplane.observes { $0.isFirewallWhole = false }
        let deadline = ContinuousClock.now + .seconds(60)
        while !rig.dataplane.wasChanged(), ContinuousClock.now < deadline { await Task.yield() }
        while rig.dataplane.steps.count < count + 1, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        let bridge = try InterfaceName("mdnp-n1")
        let elements: Set<FirewallElement> = [
            .network(bridge), .icc(bridge), .masqueraded(bridge, .v4),
            .subnet(bridge, try #require(Prefix("10.1.0.0/24"))),
            .bridgeConnectionLimit(bridge, 16_384),
        ]
        #expect(rig.dataplane.deeds.dropFirst(deeds).first == Set([Step].open(with: elements)))
        keeping.cancel()
        await keeping.value
    }

    @Test func `a change of the host is recorded before it is made and undone with the last network`() async throws {
        let rig = try Rig()
        let uplink = try InterfaceName("uplink")
        rig.dataplane.observes { $0.advertisementListeners = [uplink] }
        try await rig.create("n1", "fd00:1::1/64")
        let changes: Set<HostChange> = [.forwardsIPv6, .acceptsAdvertisements(uplink)]
        #expect(try await rig.store.read { $0.hostChanges } == changes)
        #expect(rig.dataplane.steps.suffix(2) == [.change(.acceptsAdvertisements(uplink)), .change(.forwardsIPv6)])
        try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        #expect(Set(rig.dataplane.steps.suffix(2)) == [.undo(.forwardsIPv6), .undo(.acceptsAdvertisements(uplink))])
        #expect(try await rig.store.read { $0.hostChanges }.isEmpty)
    }

    @Test func `a network whose deletion the kernel refuses is deleted by a later attempt`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        let id = try NetworkID("n1")
        rig.dataplane.fails { $0 == .removeBridge(id) ? "delete link mdnp-n1: busy" : nil }
        await #expect(throws: PluginError.self) {
            try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        }
        try await rig.context.reconciler.finishNetworks([.deleting])
        #expect(try await rig.store.read { $0.networks[id]?.phase } == .deleting)
        rig.dataplane.fails { _ in nil }
        try await rig.context.reconciler.finishNetworks([.deleting])
        #expect(try await rig.store.read { $0.networks.isEmpty })
    }
}
