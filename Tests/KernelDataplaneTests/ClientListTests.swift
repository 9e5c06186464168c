// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import Netlink
import NetlinkWire
import NetworkModel
import Testing

/// Published ports with a client list: how mdnp fills the list in the kernel, and the effect of an unfilled one.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ClientListTests {
    /// A list of 60,000 separate /24 blocks, as many as several countries have, and of the addresses of a ``Scene``'s world.
    private static let long: ClientList = {
        let blocks = (0..<60_000).map { number in
            let address = IPAddress.v4(IPv4Address(rawValue: 0x0100_0000 + UInt32(number) * 2 << 8))
            return AddressRange.of("\(address)/24")
        }
        let world = ["203.0.113.2", "2001:db8::/64"].map { AddressRange.of($0) }
        return ClientList(AddressSet(blocks + world))
    }()

    @Test(arguments: [false, true])
    func `only clients of a network's list reach its ports, and an endpoint's own list takes precedence`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(
            ["icc": "false", "publish.allow": "203.0.113.2,2001:db8::/64"],
            framesPassHost: framesPassHost
        )
        let list = try #require(scene.network.options.publishing.clients)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        try await scene.publish()
        // An unfilled list admits no client.
        for way in Way.all {
            #expect(try await scene.world.witness.asksInVain(scene.question(way)), "\(way)")
            #expect(try await scene.host.witness.asks(scene.question(way)) != nil, "\(way)")
        }
        try await scene.host.fill([list])
        for way in Way.all {
            #expect(try await scene.world.witness.asks(scene.question(way)) != nil, "\(way)")
            #expect(try await neighbor.witness.asksInVain(scene.question(way)), "\(way)")
        }
        let own = ClientList.of("10.1.0.3,fd00:1::3")
        let elements = try IPFamily.allCases.map { FirewallElement.restricted(try scene.target($0), to: own.id) }
        try await scene.host.add(Set(elements + [.clients(own.id)]))
        try await scene.host.fill([own])
        for way in Way.all {
            #expect(try await scene.world.witness.asksInVain(scene.question(way)), "\(way)")
            #expect(try await neighbor.witness.asks(scene.question(way)) != nil, "\(way)")
        }
    }

    @Test func `a client outside the list gets no answer from a relayed port, and the relay does not see it`()
        async throws
    {
        let scene = try await Scene()
        let host = scene.host
        for address in ["203.0.113.77/24", "2001:db8::77/64"] {
            try await scene.world.witness("ip", "address", "add", address, "dev", "world0")
        }
        let list = ClientList.of("203.0.113.2,2001:db8::2")
        // The relay's part, without its own check of the list.
        let relays = try [9090, 9091, 9092].map { try MirrorServer(in: host.witness.namespace, port: $0) }
        let all = IPFamily.allCases.flatMap { family in
            [TransportProtocol.tcp, .udp].flatMap { transport -> [FirewallElement] in
                let (every, one) = (HostPort(transport, .any(family), 9090), Scene.hostAddress(family))
                return [
                    .relayed(every), .restrictedRelayedPort(every, through: 9091, to: list.id),
                    .restrictedRelayedPort(HostPort(transport, one, 9092), through: 9092, to: list.id),
                ]
            }
        }
        try await host.add(Set(all + [.clients(list.id)]))
        func question(_ way: Way, _ port: UInt16, isAllowed: Bool) -> Question {
            var question = Question(way.transport, Scene.hostAddress(way.family), port)
            let (four, six) = isAllowed ? ("203.0.113.2", "2001:db8::2") : ("203.0.113.77", "2001:db8::77")
            question.source = .of(way.family == .v4 ? four : six)
            return question
        }
        // An unfilled list admits no client except the host.
        for way in Way.all {
            let asked = question(way, 9090, isAllowed: true)
            #expect(try await scene.world.witness.asksInVain(asked), "\(way)")
        }
        try await host.fill([list])
        #expect(relays.allSatisfy { $0.questions == 0 })
        for way in Way.all {
            for port in [9090, 9091, 9092] as [UInt16] {
                let refused = question(way, port, isAllowed: false)
                #expect(try await scene.world.witness.asksInVain(refused), "\(way) \(port)")
            }
        }
        #expect(relays.allSatisfy { $0.questions == 0 })
        for way in Way.all {
            for port in [9090, 9091, 9092] as [UInt16] {
                let asked = question(way, port, isAllowed: true)
                #expect(try await scene.world.witness.asks(asked) != nil, "\(way) \(port)")
                let own = Question(way.transport, Scene.hostAddress(way.family), port)
                #expect(try await host.witness.asks(own) != nil, "\(way) \(port) from the host")
            }
            // Only at the one address where the port is published.
            let other = Question(way.transport, try scene.gateway(of: scene.network, way.family), 9092)
            #expect(try await scene.web.witness.asks(other) != nil, "\(way)")
        }
        // Another program deletes the chain of the list.
        #expect(try await host.observe().isFirewallWhole == true)
        try await host.carryOut(.change(adding: [], removing: Set(all)))
        try await host.witness("nft", "delete chain inet mdnp relay_clients_\(list.id)")
        #expect(try await host.observe().isFirewallWhole == false)
    }

    @Test func `a list of 60,000 blocks is filled while others change the firewall, and its lookups work`() async throws
    {
        let scene = try await Scene(["icc": "false"])
        try await scene.publish(allow: Self.long, isFilled: false)
        #expect(try await scene.host.observe().unfilledClientLists == [Self.long.id])
        let tables = NFTables(try NetlinkSocket(.netfilter, in: .ofTest))
        let before = try tables.generation().id
        let filling = Task { try await scene.host.fill([Self.long]) }
        var changes: UInt32 = 0
        let element = FirewallElement.dockerLink(.of("docker0"))
        while try await scene.host.observe().unfilledClientLists.contains(Self.long.id) {
            try await scene.host.carryOut(.change(adding: [element]))
            try await scene.host.carryOut(.change(adding: [], removing: [element]))
            changes += 2
        }
        try await filling.value
        // Each step is its own change of the ruleset, with changes of others in between.
        let steps = try tables.generation().id - before - changes
        #expect(steps >= 60)
        #expect(changes > 0)
        for way in Way.all {
            #expect(try await scene.world.witness.asks(scene.question(way)) != nil, "\(way)")
        }
        let listed = try await scene.host.witness(
            "nft",
            "list",
            "set",
            "inet",
            "mdnp",
            "allowed_clients4_\(Self.long.id)"
        )
        #expect(listed.split(separator: ",").count == Self.long.addresses.ranges(of: .v4).count)
    }

    /// Changes of other programs to a list of `192.0.2.0/24`, `198.51.100.0/24` and `255.255.255.0/24`.
    private static let mischief = [
        "delete element inet mdnp SET { 198.51.100.0/24 }", "add element inet mdnp SET { 10.0.0.0/8 }",
        "flush set inet mdnp SET", "flush set inet mdnp SET; add element inet mdnp SET { 0.0.0.0/0 }",
        "delete element inet mdnp SET { 192.0.2.0/24 }; add element inet mdnp SET { 192.0.2.0-192.0.2.7 }",
        "delete element inet mdnp SET { 255.255.255.0/24 }",
    ]

    @Test(arguments: mischief) func `a list that another program changed is reported and restored`(
        change: String
    ) async throws {
        let host = try Host()
        let list = ClientList.of("192.0.2.0/24,198.51.100.0/24,255.255.255.0/24,2001:db8::/32")
        try await host.carryOut(.open(with: [.clients(list.id)]))
        try await host.fill([list])
        let before = try await host.table()
        var changes = try host.changes().makeAsyncIterator()
        // The initial report of each kind, for changes before the subscription.
        for _ in 0..<2 { _ = await changes.next() }
        try await host.fill([list])
        #expect(try await host.observe().unfilledClientLists.isEmpty)
        try await host.witness("nft", change.replacing("SET", with: "allowed_clients4_\(list.id)"))
        while await changes.next() != .firewall {}
        #expect(try await host.observe().unfilledClientLists == [list.id])
        #expect(try await host.table() != before)
        try await host.fill([list])
        #expect(try await host.table() == before)
        #expect(try await host.observe().unfilledClientLists.isEmpty)
    }

    @Test func `a list that is filled twice does not change, and mdnp's own filling is not reported`() async throws {
        let host = try Host()
        let list = ClientList.of("192.0.2.0/24,2001:db8::/32")
        try await host.carryOut(.open(with: []))
        var changes = try host.changes().makeAsyncIterator()
        for _ in 0..<2 { _ = await changes.next() }
        try await host.carryOut(.change(adding: [.clients(list.id)]))
        try await host.fill([list])
        let filled = try await host.table()
        // Another element with the same list.
        try await host.carryOut(.change(adding: [.clients(list.id)]))
        #expect(try await host.table() == filled)
        try await host.fill([list])
        #expect(try await host.table() == filled)
        #expect(try await host.observe().isFirewallWhole == true)
        // The next report is about the change of another program.
        try await host.witness("nft", "add element inet mdnp allowed_clients4_\(list.id) { 10.0.0.1 }")
        #expect(await changes.next() == .firewall)
        #expect(try await host.observe().unfilledClientLists == [list.id])
    }

    @Test func `a list stays while an element refers to it, and is removed with the last one`() async throws {
        let host = try Host()
        let list = ClientList.of("192.0.2.0/24")
        let users: [FirewallElement] = [
            .restricted(.of("10.1.0.2"), to: list.id), .restrictedNetwork(.of("br"), to: list.id),
        ]
        try await host.carryOut(.open(with: Set(users + [.clients(list.id)])))
        try await host.fill([list])
        for (index, user) in users.enumerated() {
            try await host.carryOut(.change(adding: [], removing: [user, .clients(list.id)]))
            let left = index == 0 ? Set([users[1], .clients(list.id)]) : []
            #expect(try await host.observe().firewall == left)
        }
        #expect(try await !host.table().contains(list.id.text))
    }

    @Test func `filling a list that the firewall lacks is an error`() async throws {
        let host = try Host()
        try await host.carryOut(.open(with: []))
        await #expect(throws: DataplaneError.self) { try await host.fill([.of("192.0.2.0/24")]) }
    }

    @Test(arguments: [
        "flush chain inet mdnp CHAIN", "add rule inet mdnp CHAIN accept", "insert rule inet mdnp CHAIN accept",
    ])
    func `a firewall is incomplete if another program changed the chain of a list`(change: String) async throws {
        let host = try Host()
        let list = ClientList.of("192.0.2.0/24")
        try await host.carryOut(.open(with: [.clients(list.id)]))
        #expect(try await host.observe().isFirewallWhole == true)
        try await host.witness("nft", change.replacing("CHAIN", with: "clients_\(list.id)"))
        #expect(try await host.observe().isFirewallWhole == false)
    }

    @Test func `a table with lists is the same after nft saved and loaded it`() async throws {
        let host = try Host()
        let list = ClientList.of("192.0.2.0/24,203.0.113.5-203.0.113.9,255.255.255.0/24,2001:db8::/32")
        try await host.carryOut(
            .open(with: [
                .clients(list.id), .restricted(.of("10.1.0.2"), to: list.id),
                .restricted(.of("fd00:1::2"), to: list.id),
                .restrictedNetwork(.of("br"), to: list.id),
            ])
        )
        try await host.fill([list])
        let saved = try await host.table()
        try await host.witness("nft", "delete table inet mdnp")
        try await host.witness("nft", "-f", "-", input: saved)
        #expect(try await host.table() == saved)
        #expect(try await host.observe().isFirewallWhole == true)
    }
}
