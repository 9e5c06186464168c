// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import IPAM
import Logging
import NetworkModel
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver

/// Both drivers over a store in memory and an imagined dataplane.
private struct BothDrivers {
    let store: SQLiteStateStore
    let dataplane = ImaginedDataplane()
    let context: DriverContext
    let network: HostNetworkDriver
    let ipam: PoolIPAMDriver

    init(ranges: [PoolRange] = PoolRange.standard, grace: Duration = .seconds(60)) throws {
        store = try SQLiteStateStore()
        context = DriverContext(
            store: store,
            dataplane: dataplane,
            ports: ImaginedPorts(automatic: try #require(PortRange(first: 32768, last: 32799))),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            timing: Timing(unclaimed: grace),
            ranges: ranges
        )
        network = HostNetworkDriver(context)
        ipam = PoolIPAMDriver(context)
    }

    func pool(_ subnet: String? = nil, _ options: [String: String] = [:]) async throws -> RequestPoolResponse {
        let prefix = subnet.flatMap { Prefix($0) }
        return try await ipam.requestPool(
            RequestPoolRequest(
                addressSpace: "mdnp-local",
                family: prefix?.family ?? .v4,
                pool: prefix,
                options: options
            )
        )
    }

    @discardableResult
    func address(_ address: String? = nil, of pool: String, name: String? = nil) async throws -> String {
        let request = RequestAddressRequest(
            poolID: pool,
            address: address.flatMap { IPAddress($0) },
            endpointName: name
        )
        return try await ipam.requestAddress(request).address.description
    }

    func release(_ address: String, of pool: String) async throws {
        let address = try #require(IPAddress(address))
        try await ipam.releaseAddress(ReleaseAddressRequest(poolID: pool, address: address))
    }

    /// Creates a network on the mdnp pool 10.1.0.0/24 with its gateway; returns the id of the pool.
    func create() async throws -> String {
        let pool = try await pool("10.1.0.0/24", ["gateway": "first"])
        let data = IPAMPool(
            addressSpace: "mdnp-local",
            pool: pool.pool,
            gateway: pool.gateway,
            auxiliary: ["printer": try #require(InterfaceAddress("10.1.0.9/24"))]
        )
        try await network.createNetwork(CreateNetworkRequest(networkID: "n1", ipv4: [data]))
        return pool.poolID
    }

    func createEndpoint(_ id: String, _ address: String) async throws {
        let interface = EndpointInterface(ipv4: InterfaceAddress(address))
        let request = CreateEndpointRequest(networkID: "n1", endpointID: id, interface: interface)
        _ = try await network.createEndpoint(request)
    }

    func join(_ id: String) async throws {
        let request = JoinRequest(networkID: "n1", endpointID: id, sandboxKey: "/run/docker/netns/1")
        _ = try await network.join(request)
    }

    func reference(_ id: String) -> EndpointReference { EndpointReference(networkID: "n1", endpointID: id) }

    /// Returns the held addresses of a pool, in order.
    func held(of pool: String) async throws -> [String] {
        try await store.read { state in
            state.addresses.addresses(of: PoolID(pool)).compactMap { row in
                if case .held = row.state { row.address.description } else { nil }
            }
        }
    }

    /// Waits until exactly these addresses of a pool are held, for a minute at most.
    func settles(to expected: [String], of pool: String) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await held(of: pool) != expected {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }
}

struct PoolIPAMDriverTests {
    @Test func `the address spaces differ, and Docker need not replay requests`() throws {
        let ipam = try BothDrivers().ipam
        #expect(ipam.defaultAddressSpaces == DefaultAddressSpaces(local: "mdnp-local", global: "mdnp-global"))
        #expect(ipam.ipamCapabilities == IPAMCapabilities())
    }

    @Test func `a whole life leaves neither a network nor a pool`() async throws {
        let rig = try BothDrivers()
        let pool = try await rig.create()
        #expect(try await rig.address("10.1.0.9", of: pool) == "10.1.0.9/24")
        #expect(try await rig.address(of: pool, name: "web") == "10.1.0.2/24")
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        try await rig.join("e1")
        try await rig.network.leave(rig.reference("e1"))
        try await rig.network.deleteEndpoint(rig.reference("e1"))
        try await rig.release("10.1.0.2", of: pool)
        #expect(try await rig.held(of: pool) == ["10.1.0.1", "10.1.0.9"])
        for address in ["10.1.0.1", "10.1.0.9"] { try await rig.release(address, of: pool) }
        try await rig.ipam.releasePool(ReleasePoolRequest(poolID: pool))
        try await rig.network.deleteNetwork(NetworkReference(networkID: "n1"))
        let state = try await rig.store.read { $0 }
        #expect(state.networks.isEmpty)
        #expect(state.addresses.usages.isEmpty)
    }

    @Test func `each lease of a pool has an id of its own`() async throws {
        let rig = try BothDrivers()
        var names: Set<String> = []
        for _ in 0..<20 {
            let id = try await rig.pool("10.1.0.0/24").poolID
            #expect(id.wholeMatch(of: /mdnp-[0-9a-f]{16}/) != nil)
            names.insert(id)
            try await rig.ipam.releasePool(ReleasePoolRequest(poolID: id))
        }
        #expect(names.count == 20)
    }

    @Test func `pools avoid the routes of the host`() async throws {
        let rig = try BothDrivers(ranges: [#require(PoolRange("10.50.0.0/22/24"))])
        rig.dataplane.has([
            HostRoute(to: try #require(Prefix("10.50.0.0/24")), link: "br-9c41e0f2a7b3"),
            HostRoute(to: try #require(Prefix("10.50.2.0/23"))),
        ])
        #expect(try await rig.pool().pool.description == "10.50.1.0/24")
        let error = await #expect(throws: PluginError.self) { try await rig.pool("10.50.0.0/25") }
        #expect(
            error?.message
                == "request pool: subnet 10.50.0.0/25: overlaps Docker network 9c41e0f2a7b3 "
                + "(route 10.50.0.0/24 of link br-9c41e0f2a7b3)"
        )
    }

    @Test func `the slash that Docker puts before a container name is removed`() async throws {
        let rig = try BothDrivers()
        let pool = try await rig.pool("10.1.0.0/24").poolID
        #expect(try await rig.address("10.1.0.7", of: pool, name: "/web") == "10.1.0.7/24")
        try await rig.release("10.1.0.7", of: pool)
        #expect(try await rig.address(of: pool, name: "web") == "10.1.0.7/24")
    }

    @Test func `an address release retires an endpoint that has left, and does nothing for a joined endpoint`()
        async throws
    {
        let rig = try BothDrivers()
        let pool = try await rig.create()
        for (id, name) in [("e1", "web"), ("e2", "db")] {
            try await rig.createEndpoint(id, rig.address(of: pool, name: name))
            try await rig.join(id)
        }
        try await rig.network.leave(rig.reference("e1"))
        let count = rig.dataplane.steps.count
        try await rig.release("10.1.0.2", of: pool)
        try await rig.release("10.1.0.3", of: pool)
        let retired = rig.dataplane.steps.dropFirst(count).filter { $0.retired != nil }
        #expect(retired == [.retire(try InterfaceName("mve1"))])
        #expect(try await rig.held(of: pool) == ["10.1.0.1", "10.1.0.3"])
        #expect(try await rig.store.read { $0.endpoints.keys.map(\.text) } == ["e2"])
    }

    /// Docker stops a container while it starts another on the same network, so a ReleaseAddress may arrive at any time.
    @Test(arguments: LateRelease.allCases)
    func `a late release never removes the endpoint that has the address now`(_ moment: LateRelease)
        async throws
    {
        let rig = try BothDrivers()
        let pool = try await rig.create()
        try await rig.createEndpoint("e1", rig.address("10.1.0.10", of: pool))
        try await rig.join("e1")
        try await rig.network.leave(rig.reference("e1"))
        try await rig.network.deleteEndpoint(rig.reference("e1"))
        let address = try await rig.address("10.1.0.10", of: pool)
        if moment == .beforeCreateEndpoint { try await rig.release("10.1.0.10", of: pool) }
        try await rig.createEndpoint("e2", address)
        if moment == .beforeJoin { try await rig.release("10.1.0.10", of: pool) }
        try await rig.join("e2")
        if moment == .afterJoin { try await rig.release("10.1.0.10", of: pool) }
        #expect(try await rig.store.read { $0.endpoints.keys.map(\.text) } == ["e2"])
        #expect(try await rig.held(of: pool) == ["10.1.0.1", "10.1.0.10"])
        // Only the release after its own removal frees the address.
        try await rig.network.leave(rig.reference("e2"))
        try await rig.network.deleteEndpoint(rig.reference("e2"))
        try await rig.release("10.1.0.10", of: pool)
        #expect(try await rig.held(of: pool) == ["10.1.0.1"])
    }

    /// The time at which the release of an earlier endpoint's address arrives.
    enum LateRelease: CaseIterable {
        case beforeCreateEndpoint, beforeJoin, afterJoin
    }

    @Test func `recovery frees the address of a joined endpoint without a link, and keeps the addresses of all others`()
        async throws
    {
        let rig = try BothDrivers()
        let pool = try await rig.create()
        for id in ["e1", "e2", "e3"] { try await rig.createEndpoint(id, rig.address(of: pool)) }
        try await rig.join("e1")
        try await rig.join("e2")
        let veth = VethLink(
            endpoint: try EndpointID("e2"),
            network: try NetworkID("n1"),
            name: try InterfaceName("mve2"),
            bridge: nil,
            isRetired: false
        )
        rig.dataplane.observes { $0.veths[try! EndpointID("e2")] = veth }
        try await rig.context.reconciler.recover()
        #expect(try await rig.held(of: pool) == ["10.1.0.1", "10.1.0.3", "10.1.0.4"])
    }

    @Test func `recovery holds the address of an endpoint again if its pool does not hold it`() async throws {
        let rig = try BothDrivers()
        let pool = try await rig.create()
        try await rig.createEndpoint("e1", rig.address(of: pool, name: "web"))
        try await rig.join("e1")
        let veth = VethLink(
            endpoint: try EndpointID("e1"),
            network: try NetworkID("n1"),
            name: try InterfaceName("mve1"),
            bridge: nil,
            isRetired: false
        )
        rig.dataplane.observes { $0.veths[try! EndpointID("e1")] = veth }
        // The state after a late release by an earlier version, in which endpoints did not keep their addresses.
        try await rig.store.commit { state in
            let address = IPAddress("10.1.0.2")!
            return Decision(
                state.addresses.releasing(address, of: PoolID(pool), at: .now).map { .addresses($0) },
                outcome: ()
            )
        }
        try await rig.context.reconciler.recover()
        #expect(try await rig.held(of: pool) == ["10.1.0.1", "10.1.0.2"])
    }

    @Test func `an incomplete network keeps its pool for a repeated call after a start, and releases it later`()
        async throws
    {
        let rig = try BothDrivers()
        let pool = try await rig.create()
        try await rig.store.commit { state in
            Decision(state.networks.keys.map { .setPhase($0, .creating) }, outcome: ())
        }
        try await rig.context.reconciler.recover()
        #expect(try await rig.held(of: pool) == ["10.1.0.1"])
        try await rig.context.reconciler.finishNetworks([.creating, .deleting])
        #expect(try await rig.store.read { $0.addresses.usages }.isEmpty)
        #expect(try await rig.store.read { $0.networks.isEmpty })
        try await rig.release("10.1.0.1", of: pool)
    }

    @Test func `a network is removed with its last pool, unless a container has joined it`() async throws {
        let rig = try BothDrivers()
        let pool = try await rig.create()
        try await rig.createEndpoint("e1", rig.address(of: pool))
        try await rig.ipam.releasePool(ReleasePoolRequest(poolID: pool))
        #expect(try await rig.store.read { $0.networks.isEmpty && $0.endpoints.isEmpty })
        #expect(rig.dataplane.steps.contains(.removeBridge(try NetworkID("n1"))))
        let another = try await rig.create()
        try await rig.createEndpoint("e1", rig.address(of: another))
        try await rig.join("e1")
        try await rig.ipam.releasePool(ReleasePoolRequest(poolID: another))
        #expect(try await rig.store.read { $0.networks.values.first?.phase } == .active)
    }

    @Test func `a pool whose reply may be lost is returned again for the same request`() async throws {
        let rig = try BothDrivers()
        let lost = try await rig.pool("10.2.0.0/24").poolID
        let held = try await rig.pool("10.3.0.0/24").poolID
        try await rig.address(of: held)
        try await rig.context.reconciler.recover()
        #expect(try await rig.pool("10.2.0.0/24").poolID == lost)
        // Docker has the reply for the first pool by now. The second pool has a held address, so Docker had its reply before.
        for subnet in ["10.2.0.0/24", "10.3.0.0/24"] {
            await #expect(throws: PluginError.self) { try await rig.pool(subnet) }
        }
    }

    @Test func `a network that the kernel refuses releases its pool, and its subnet can be leased again`() async throws
    {
        let rig = try BothDrivers()
        rig.dataplane.fails { step in
            if step.ensuredBridge != nil { "add bridge mdnp-n1: EEXIST" } else { nil }
        }
        await #expect(throws: PluginError.self) { try await rig.create() }
        // The pool of the network is gone, so a new lease of the subnet succeeds.
        let pool = try await rig.pool("10.1.0.0/24").poolID
        try await rig.ipam.releasePool(ReleasePoolRequest(poolID: pool))
        let state = try await rig.store.read { $0 }
        #expect(state.networks.isEmpty)
        #expect(state.addresses.usages.isEmpty)
    }

    @Test func `reservations and releases by an administrator are recorded`() async throws {
        let rig = try BothDrivers()
        let pool = try await rig.pool("10.1.0.0/24").poolID
        let address = try #require(IPAddress("10.1.0.7"))
        try await rig.ipam.reserve([address], in: "10.1.0.0/24", for: "web")
        #expect(try await rig.address(of: pool, name: "web") == "10.1.0.7/24")
        #expect(
            try await rig.ipam.release(["web"], in: pool) == [.reservation(address, name: "web")]
        )
        #expect(try await rig.ipam.release(["10.1.0.7"], in: pool) == [.lease(address, name: "web")])
        let error = await #expect(throws: AddressError.self) { try await rig.ipam.release(["10.1.0.7"], in: pool) }
        #expect(error?.description == "address 10.1.0.7: is neither leased nor reserved")
    }
}

struct LeaseKeeperTests {
    private static let grace = Duration.milliseconds(80)

    @Test func `an address without an endpoint is free after its grace period, and not before`() async throws {
        let rig = try BothDrivers(grace: Self.grace)
        let pool = try await rig.create()
        let start = ContinuousClock.now
        try await rig.address(of: pool, name: "web")
        let keeping = Task { await rig.ipam.leaseKeeper.run() }
        #expect(try await rig.settles(to: ["10.1.0.1"], of: pool))
        #expect(ContinuousClock.now - start >= Self.grace)
        // The address rests, so that the container gets it again.
        #expect(try await rig.address(of: pool, name: "db") == "10.1.0.3/24")
        #expect(try await rig.address(of: pool, name: "web") == "10.1.0.2/24")
        keeping.cancel()
        await keeping.value
    }

    @Test func `gateways, auxiliary addresses, endpoints and pools without a network are left alone`() async throws {
        let rig = try BothDrivers(grace: Self.grace)
        let pool = try await rig.create()
        let free = try await rig.pool("10.2.0.0/24").poolID
        try await rig.address(of: free)
        try await rig.address("10.1.0.9", of: pool)
        try await rig.createEndpoint("e1", rig.address(of: pool, name: "web"))
        try await rig.createEndpoint("e2", rig.address(of: pool))
        try await rig.join("e2")
        let keeping = Task { await rig.ipam.leaseKeeper.run() }
        // The release of a due address shows that the keeper has run.
        for round in 0..<2 {
            try await rig.address("10.1.0.\(77 + round)", of: pool)
            #expect(try await rig.settles(to: ["10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.9"], of: pool))
        }
        #expect(try await rig.held(of: free) == ["10.2.0.1"])
        keeping.cancel()
        await keeping.value
    }

    @Test func `an address whose endpoint is deleted and whose release is lost is free after its grace period`()
        async throws
    {
        let rig = try BothDrivers(grace: Self.grace)
        let pool = try await rig.create()
        try await rig.createEndpoint("e1", rig.address(of: pool))
        let keeping = Task { await rig.ipam.leaseKeeper.run() }
        try await rig.network.deleteEndpoint(rig.reference("e1"))
        #expect(try await rig.settles(to: ["10.1.0.1"], of: pool))
        keeping.cancel()
        await keeping.value
    }

    @Test func `an address that is assigned again has a new grace period`() async throws {
        let rig = try BothDrivers(grace: Self.grace)
        let pool = try await rig.create()
        try await rig.address("10.1.0.7", of: pool)
        var given = ContinuousClock.now
        let keeping = Task { await rig.ipam.leaseKeeper.run() }
        for round in 0..<3 {
            // The release of this address shows that the keeper has run often enough.
            try await rig.address("10.1.0.8", of: pool)
            while try await rig.held(of: pool).contains("10.1.0.8"), ContinuousClock.now - given < .seconds(60) {
                if ContinuousClock.now - given > Self.grace / 2 {
                    try await rig.release("10.1.0.7", of: pool)
                    try await rig.address("10.1.0.7", of: pool, name: "web\(round) at \(given)")
                    given = ContinuousClock.now
                }
                try await Task.sleep(for: .milliseconds(2))
                let isHeld = try await rig.held(of: pool).contains("10.1.0.7")
                #expect(isHeld || ContinuousClock.now - given >= Self.grace)
            }
        }
        #expect(try await rig.settles(to: ["10.1.0.1"], of: pool))
        keeping.cancel()
        await keeping.value
    }
}
