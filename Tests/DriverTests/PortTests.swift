// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI
import NetworkModel
import NetworkModelTesting
import SQLiteStateStore
import Testing

@testable import Driver

private let web = PortBinding(transport: .tcp, containerPort: 80, hostPorts: PortRange(port: 8080))
private let open = PortBinding(transport: .tcp, containerPort: 80)

/// Returns bindings of UDP ports with equal numbers on the host and in the container.
private func rtp(_ ports: ClosedRange<UInt16>) -> [PortBinding] {
    ports.map { PortBinding(transport: .udp, containerPort: $0, hostPorts: PortRange(port: $0)) }
}

extension Rig {
    /// Creates an endpoint on a network, which joins the sandbox of its own name by default.
    fileprivate func attach(
        _ id: String = "e1",
        _ address: String = "10.1.0.2/24",
        on network: String = "n1",
        sandbox: String? = nil,
        _ ports: PortBinding...
    ) async throws {
        try await createEndpoint(id, on: network, address)
        let request = JoinRequest(
            networkID: network,
            endpointID: id,
            sandboxKey: sandbox ?? id,
            portMap: ports
        )
        _ = try await driver.join(request)
    }

    fileprivate func published(by id: String) async throws -> [String] {
        try await store.read { state throws(Refusal) in
            state.publications.of(try EndpointID(id)).map { "\($0.host)" }
        }
    }

    fileprivate var reservedPorts: [String] { ports.reserved.sorted().map(\.description) }
}

struct PortTests {
    private let everywhere = ["0.0.0.0:8080/tcp", "[::]:8080/tcp"]

    @Test func `a published port is reserved, recorded, translated to the container, and removed by Revoke`()
        async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", web)
        #expect(rig.reservedPorts == everywhere)
        #expect(try await rig.published(by: "e1") == everywhere)
        let host = HostPort(.tcp, try #require(IPAddress("0.0.0.0")), 8080)
        let container = AddressPort(try #require(IPAddress("10.1.0.2")), port: 80)
        let relayed = HostPort(.tcp, try #require(IPAddress("::")), 8080)
        let elements: Set<FirewallElement> = [.published(host, container), .relayed(relayed)]
        #expect(rig.dataplane.deeds.last == Set([Step].change(adding: elements)))
        try await rig.driver.revokeExternalConnectivity(rig.reference())
        #expect(rig.reservedPorts == [])
        #expect(try await rig.published(by: "e1") == [])
        #expect(rig.dataplane.deeds.last == Set([Step].change(adding: [], removing: elements)))
    }

    @Test(arguments: ["leave", "delete", "network"])
    func `the first call that ends an endpoint or its network withdraws the ports`(end: String) async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", web)
        switch end {
        case "leave": try await rig.driver.leave(rig.reference())
        case "delete": try await rig.driver.deleteEndpoint(rig.reference())
        default: try await rig.driver.deleteNetwork(NetworkReference(networkID: "n1"))
        }
        #expect(rig.reservedPorts == [])
        #expect(try await rig.store.read { $0.publications.all } == [])
    }

    @Test func `a repeated call publishes once`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", open)
        let first = rig.reservedPorts
        try await rig.publish("e1", open)
        #expect(rig.reservedPorts == first)
    }

    @Test func `a port of another container is refused with its endpoint, and nothing remains of the attempt`()
        async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.attach("e2", "10.1.0.3/24")
        try rig.kernelShows("e1", on: "n1")
        try await rig.publish("e1", web)
        let other = PortBinding(transport: .tcp, containerPort: 81, hostPorts: PortRange(port: 8081))
        let error = await #expect(throws: PluginError.self) { try await rig.publish("e2", web, other) }
        #expect(
            error?.message
                == "publish ports: container port 80/tcp: host port 0.0.0.0:8080/tcp is in use by mdnp for endpoint e1"
        )
        #expect(rig.reservedPorts == everywhere)
        #expect(try await rig.published(by: "e2") == [])
    }

    @Test func `a port of another service on the host is refused with the name of the service`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        rig.ports.others(have: HostPort(.tcp, try #require(IPAddress("127.0.0.1")), 8080), "nginx.service")
        let error = await #expect(throws: PluginError.self) { try await rig.publish("e1", web) }
        #expect(
            error?.message
                == "publish ports: container port 80/tcp: host port 0.0.0.0:8080/tcp is in use by nginx.service"
        )
        #expect(rig.reservedPorts == [])
    }

    @Test func `the port of a stale endpoint is free without a call from Docker`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", web)
        try await rig.attach("e2", "10.1.0.3/24")
        // The kernel shows no link of the first endpoint.
        try await rig.publish("e2", web)
        #expect(try await rig.published(by: "e2") == everywhere)
        #expect(try await rig.store.read { $0.endpoints.keys.map(\.text) } == ["e2"])
        #expect(rig.reservedPorts == everywhere)
    }

    @Test func `an endpoint that is stale because of its address releases its ports`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", web)
        try await rig.attach("e2", "10.1.0.2/24")
        #expect(rig.reservedPorts == [])
        try await rig.publish("e2", web)
        #expect(try await rig.published(by: "e2") == everywhere)
    }

    @Test func `the new gateway of a container takes over its ports, including automatic ones`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.create("n2", "10.2.0.1/24")
        try await rig.attach("e1", "10.1.0.2/24", on: "n1", sandbox: "one")
        try await rig.attach("e2", "10.2.0.2/24", on: "n2", sandbox: "one")
        try await rig.publish("e1", on: "n1", web, open)
        let ports = try await rig.published(by: "e1")
        try await rig.publish("e2", on: "n2", web, open)
        #expect(try await rig.published(by: "e1") == [])
        #expect(try await rig.published(by: "e2") == ports)
        // The late Revoke of the old endpoint takes nothing from the new one.
        try await rig.driver.revokeExternalConnectivity(rig.reference("e1", on: "n1"))
        #expect(rig.reservedPorts == ports)
    }

    @Test func `an internal network publishes ports at Join, once for a container, and never refuses the Join`()
        async throws
    {
        let rig = try Rig()
        for index in 1...3 {
            try await rig.create(
                "n\(index)",
                "10.\(index).0.1/24",
                options: ["publish.internal": index == 3 ? "false" : "true"],
                isInternal: true
            )
        }
        try await rig.attach("e1", "10.1.0.2/24", on: "n1", sandbox: "one", web, open)
        let ports = try await rig.published(by: "e1")
        #expect(ports.count == 4)
        try await rig.attach("e2", "10.2.0.2/24", on: "n2", sandbox: "one", web, open)
        try await rig.attach("e3", "10.3.0.2/24", on: "n3", sandbox: "one", web, open)
        #expect(try await rig.published(by: "e2") == [])
        #expect(try await rig.published(by: "e3") == [])
        // Another container, which requests a port that the first container has.
        try rig.kernelShows("e1", on: "n1")
        try await rig.attach("e4", "10.1.0.3/24", on: "n1", sandbox: "two", web, open)
        #expect(try await rig.published(by: "e4").count == 2)
        #expect(try await rig.published(by: "e1") == ports)
    }

    @Test func `an endpoint has its own bind address and client list, and an unknown option is refused`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        let options = ["publish.bind": "192.0.2.1", "publish.allow": "198.51.100.0/24"]
        try await rig.createEndpoint("e1", "10.1.0.2/24", options: options)
        try await rig.join()
        try await rig.publish("e1", web)
        #expect(rig.reservedPorts == ["192.0.2.1:8080/tcp"])
        let list = try #require(ClientList("198.51.100.0/24"))
        let restricted = FirewallElement.restricted(try #require(IPAddress("10.1.0.2")), to: list.id)
        // The restriction is added before the link, and so before any path to the container.
        let steps = rig.dataplane.steps
        let restriction = try #require(steps.firstIndex { $0.addedElement == restricted })
        #expect(try restriction < #require(steps.firstIndex { $0.addedVeth != nil }))
        let added = Set(try #require(rig.dataplane.deeds.last).compactMap(\.addedElement))
        try await rig.driver.leave(rig.reference())
        #expect(!added.isEmpty && rig.dataplane.deeds.last == Set([Step].change(adding: [], removing: added)))
        let error = await #expect(throws: PluginError.self) {
            try await rig.createEndpoint("e2", "10.1.0.3/24", options: ["publish.alow": "any"])
        }
        #expect(error?.message.hasSuffix("option publish.alow: does not exist; did you mean publish.allow?") == true)
    }

    @Test func `ten thousand ports are a few runs in the state and the firewall, and each port is reserved`()
        async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        let request = ExternalConnectivityRequest(networkID: "n1", endpointID: "e1", portMap: rtp(10000...20000))
        try await rig.driver.programExternalConnectivity(request)
        #expect(rig.ports.reserved.count == 2 * 10001)
        let published = try await rig.store.read { $0.publications.all }
        #expect(published.portCount == 2 * 10001)
        // Parts of 500 ports and the last port, for each family.
        #expect(published.count == 42)
        let elements = rig.dataplane.steps.added
        #expect(elements.count { if case .publishedRange = $0 { true } else { false } } == 20)
        let steps = rig.dataplane.steps.count
        try await rig.driver.programExternalConnectivity(request)
        #expect(rig.dataplane.steps.count == steps)
        try await rig.driver.revokeExternalConnectivity(rig.reference())
        #expect(rig.ports.reserved.isEmpty)
        #expect(try await rig.store.read { $0.publications.all } == [])
    }

    @Test func `no port of ten thousand is published if the last one is in use`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", web)
        rig.ports.others(have: HostPort(.udp, try #require(IPAddress("0.0.0.0")), 20000), "sip.service")
        let request = ExternalConnectivityRequest(
            networkID: "n1",
            endpointID: "e1",
            portMap: rtp(10000...20000) + [web]
        )
        let error = await #expect(throws: PluginError.self) {
            try await rig.driver.programExternalConnectivity(request)
        }
        #expect(error?.message.hasSuffix("host port 0.0.0.0:20000/udp is in use by sip.service") == true)
        #expect(rig.reservedPorts == everywhere)
        #expect(try await rig.published(by: "e1") == everywhere)
    }

    @Test func `calls for another network and port succeed while ten thousand ports are published`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.create("n2", "10.2.0.1/24")
        try await rig.attach()
        try await rig.attach("e2", "10.2.0.2/24", on: "n2")
        let request = ExternalConnectivityRequest(networkID: "n1", endpointID: "e1", portMap: rtp(10000...20000))
        async let many: Void = rig.driver.programExternalConnectivity(request)
        while rig.ports.reserved.isEmpty { await Task.yield() }
        try await rig.publish("e2", on: "n2", web)
        let reservedCount = rig.ports.reserved.count
        try await many
        #expect(reservedCount < rig.ports.reserved.count)
    }

    @Test func `a repeated call waits while its ports are published, and changes nothing`()
        async throws
    {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        let request = ExternalConnectivityRequest(networkID: "n1", endpointID: "e1", portMap: rtp(10000...20000))
        async let first: Void = rig.driver.programExternalConnectivity(request)
        while rig.ports.reserved.isEmpty { await Task.yield() }
        try await rig.driver.programExternalConnectivity(request)
        try await first
        #expect(rig.ports.reserved.count == 2 * 10001)
        #expect(try await rig.store.read { $0.publications.portCount } == 2 * 10001)
    }

    @Test func `an endpoint that leaves while its ports are published leaves no port behind`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        let request = ExternalConnectivityRequest(networkID: "n1", endpointID: "e1", portMap: rtp(10000...20000))
        async let publishing: Void = rig.driver.programExternalConnectivity(request)
        while rig.ports.reserved.isEmpty { await Task.yield() }
        try await rig.driver.leave(rig.reference())
        try await publishing
        #expect(rig.ports.reserved.isEmpty)
        #expect(try await rig.store.read { $0.publications.all } == [])
    }

    @Test func `ports in use do not prevent the other ports of an internal network`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24", options: ["publish.internal": "true"], isInternal: true)
        for port: UInt16 in [10007, 11000, 12000] {
            rig.ports.others(have: HostPort(.udp, try #require(IPAddress("0.0.0.0")), port))
        }
        try await rig.createEndpoint("e1", "10.1.0.2/24")
        let request = JoinRequest(
            networkID: "n1",
            endpointID: "e1",
            sandboxKey: "1",
            portMap: rtp(10000...12000)
        )
        _ = try await rig.driver.join(request)
        #expect(Set(rig.ports.reserved.map(\.port)) == Set(10000...12000).subtracting([10007, 11000, 12000]))
    }

    @Test func `ports are released if the firewall refuses them`() async throws {
        let rig = try Rig()
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        rig.dataplane.fails { step in
            step.addedElement?.isPublished == true ? "commit: ENOMEM" : nil
        }
        let error = await #expect(throws: PluginError.self) { try await rig.publish("e1", web) }
        #expect(error?.message == "publish ports: commit: ENOMEM")
        #expect(rig.reservedPorts == [])
        #expect(try await rig.published(by: "e1") == [])
    }

    @Test func `published ports are reserved again after a start, and a port in use stays published`() async throws {
        let store = try SQLiteStateStore()
        let before = try Rig(store: store)
        try await before.create("n1", "10.1.0.1/24")
        try await before.attach()
        try await before.publish("e1", open, web)
        let after = try Rig(store: store)
        try after.kernelShows("e1", on: "n1")
        after.ports.others(have: HostPort(.tcp, try #require(IPAddress("127.0.0.1")), 8080), "thief (process 1)")
        try await after.context.reconciler.recover()
        #expect(after.reservedPorts == before.reservedPorts.filter { !$0.contains("8080") })
        #expect(try await after.published(by: "e1") == before.reservedPorts)
    }

    /// Creates a container with a published UDP port; returns the host port.
    private func publishUDP(on rig: Rig) async throws -> HostPort {
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", PortBinding(transport: .udp, containerPort: 53, hostPorts: PortRange(port: 53)))
        return HostPort(.udp, try #require(IPAddress("0.0.0.0")), 53)
    }

    private func relaysEverything(from port: HostPort, on rig: Rig) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while rig.ports.scope(of: port) != .everything, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        return rig.ports.scope(of: port) == .everything
    }

    @Test
    func
        `a relay starts after its firewall change, and relays everything after the kernel has forgotten old connections`()
        async throws
    {
        let rig = try Rig()
        rig.dataplane.holdsBack { step in
            step.addedElement?.isPublished == true
        }
        async let published = publishUDP(on: rig)
        while !rig.dataplane.isHeldBack { try await Task.sleep(for: .milliseconds(5)) }
        #expect(rig.ports.reserved.allSatisfy { rig.ports.scope(of: $0) == .nothing })
        #expect(rig.ports.reserved.count == 2)
        rig.dataplane.goesOn()
        let port = try await published
        #expect(rig.ports.scope(of: port) == .untranslated)
        let sweeping = Task { await rig.context.sweeper.run() }
        #expect(try await relaysEverything(from: port, on: rig))
        #expect(rig.dataplane.forgotten.contains { if case .missing = $0 { true } else { false } })
        sweeping.cancel()
        await sweeping.value
    }

    @Test func `datagrams that were relayed while the rules were flushed are translated again after the repair`()
        async throws
    {
        let rig = try Rig()
        let port = try await publishUDP(on: rig)
        let sweeping = Task { await rig.context.sweeper.run() }
        #expect(try await relaysEverything(from: port, on: rig))
        sweeping.cancel()
        await sweeping.value
        // The kernel shows no rules.
        #expect(try await rig.context.reconciler.repair())
        #expect(rig.ports.scope(of: port) == .untranslated)
    }

    @Test func `a port that waits for its address is translated at once, and reserved while the host has the address`()
        async throws
    {
        let store = try SQLiteStateStore()
        let rig = try Rig(store: store)
        let address = try #require(IPAddress("198.51.100.7"))
        rig.ports.hostLacks(address)
        rig.dataplane.lacks([address])
        let binding = PortBinding(
            transport: .tcp,
            containerPort: 80,
            hostAddress: address,
            hostPorts: PortRange(port: 8080)
        )
        try await rig.create("n1", "10.1.0.1/24", options: ["publish.absent_address": "wait"])
        try await rig.attach()
        try await rig.publish("e1", binding)
        #expect(rig.reservedPorts == [])
        let host = HostPort(.tcp, address, 8080)
        let container = AddressPort(try #require(IPAddress("10.1.0.2")), port: 80)
        let elements: Set<FirewallElement> = [.published(host, container)]
        #expect(rig.dataplane.deeds.last == Set([Step].change(adding: elements)))
        #expect(try await Doctor(rig.context.reconciler).diagnose().waiting == [host])

        rig.ports.hostGets(address)
        rig.dataplane.lacks([])
        try await rig.context.reconciler.reservePorts()
        #expect(rig.reservedPorts == ["\(host)"])
        #expect(rig.ports.scope(of: host) == .untranslated)

        rig.dataplane.lacks([address])
        try await rig.context.reconciler.reservePorts()
        #expect(rig.reservedPorts == [])
        #expect(try await rig.published(by: "e1") == ["\(host)"])

        // The same after a restart of mdnp.
        let after = try Rig(store: store)
        try after.kernelShows("e1", on: "n1")
        after.dataplane.lacks([address])
        try await after.context.reconciler.recover()
        #expect(after.reservedPorts == [])
        after.dataplane.lacks([])
        try await after.context.reconciler.reservePorts()
        #expect(after.reservedPorts == ["\(host)"])
        try await after.driver.leave(after.reference())
        #expect(after.reservedPorts == [])
        #expect(try await after.published(by: "e1") == [])
    }

    @Test func `a port published for two families stays reserved for the family that the host has`() async throws {
        let store = try SQLiteStateStore()
        let before = try Rig(store: store)
        try await before.create("n1", "10.1.0.1/24", options: ["publish.bind": "localhost"])
        try await before.attach()
        try await before.publish("e1", web)
        #expect(before.reservedPorts == ["127.0.0.1:8080/tcp", "[::1]:8080/tcp"])
        // IPv6 was turned off after the publication.
        let after = try Rig(store: store)
        try after.kernelShows("e1", on: "n1")
        after.ports.hostLacks(try #require(IPAddress("::1")))
        try await after.context.reconciler.recover()
        #expect(after.reservedPorts == ["127.0.0.1:8080/tcp"])
    }

    @Test func `connections from before the publication and after it are forgotten`() async throws {
        let rig = try Rig()
        let sweeping = Task { await rig.context.sweeper.run() }
        try await rig.create("n1", "10.1.0.1/24")
        try await rig.attach()
        try await rig.publish("e1", web)
        let publications = try await rig.store.read { $0.publications.all }
        try await rig.driver.deleteEndpoint(rig.reference())
        let expected = Set(publications.flatMap { [ConnectionPattern.missing($0), .following($0)] })
            .union([.of(try #require(IPAddress("10.1.0.2")))])
        let deadline = ContinuousClock.now + .seconds(60)
        while rig.dataplane.forgotten != expected, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(rig.dataplane.forgotten == expected)
        sweeping.cancel()
        await sweeping.value
    }
}

extension FirewallElement {
    fileprivate var isPublished: Bool {
        if case .published = self { true } else { false }
    }
}
