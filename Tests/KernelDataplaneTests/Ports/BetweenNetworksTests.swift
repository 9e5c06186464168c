// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// Users' rules in `DOCKER-USER` that accept traffic from one network to another.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(20)))
struct BetweenNetworksTests {
    /// Two networks with a container each, beside Docker's chains in `iptables`, and the rules of its users.
    private struct Users {
        let scene: Scene
        let neighbor: Container
        let server: MirrorServer
        let backend: String

        init(_ backend: String, _ options: [String: String] = [:], policy: String = "DROP") async throws {
            self.backend = backend
            scene = try await Scene(options)
            try await scene.host.filterAsDocker(backend: backend)
            neighbor = try await scene.container("neighbor", 2, on: scene.other)
            server = try MirrorServer(in: neighbor.witness.namespace)
            try await run("$IPTABLES -P FORWARD \(policy)")
            try await scene.openFirewallAgain()
        }

        /// Runs a command for both families, with `$IPTABLES`, and `$NUMBER` for the version of IP.
        func run(_ command: String) async throws {
            for (program, number) in [("iptables", "4"), ("ip6tables", "6")] {
                let words = "set -e; IPTABLES='\(program)-\(backend) -w 60'; NUMBER=\(number); \(command)"
                try await scene.host.witness("sh", "-c", words)
            }
        }

        /// Returns the ways by which the first network reaches the container of the second, which sees the client's own address.
        func open(_ ways: [Way] = Way.all, timeout: Duration = .milliseconds(450)) async throws -> [String] {
            var open: [String] = []
            for way in ways {
                let question = Question(way.transport, try #require(neighbor.address(way.family)), 80)
                let seen = try await scene.web.witness.asks(question, timeout: timeout)
                #expect(try seen == nil || seen == scene.target(way.family), "\(way)")
                if seen != nil { open.append("\(way)") }
            }
            return open
        }

        static let every = Way.all.map { "\($0)" }
    }

    @Test(arguments: ["nft", "legacy"])
    func `a user's rule opens its own direction and destination only, with the replies`(
        backend: String
    ) async throws {
        let users = try await Users(backend)
        #expect(try await users.open() == [])
        try await users.run("$IPTABLES -I DOCKER-USER -i mdnp-1 -o mdnp-2 -p tcp --dport 80 -j ACCEPT")
        #expect(try await users.open() == ["IPv4 tcp", "IPv6 tcp"])
        try await users.run("$IPTABLES -I DOCKER-USER -i mdnp-1 -o mdnp-2 -j ACCEPT")
        #expect(try await users.open(timeout: .seconds(3)) == Users.every)
        for way in Way.all {
            let back = Question(way.transport, try users.scene.target(way.family), 80)
            #expect(try await users.neighbor.witness.asksInVain(back), "\(way)")
            let other = Question(way.transport, try #require(users.neighbor.address(way.family)), 81)
            #expect(try await users.scene.web.witness.asksInVain(other), "\(way)")
        }
        // Docker moves the jump to the top with each network, and mdnp repairs its rules.
        try await users.run("$IPTABLES -D FORWARD -j DOCKER-USER; $IPTABLES -I FORWARD -j DOCKER-USER")
        #expect(try await users.scene.host.observe().isFirewallWhole == false)
        #expect(try await users.open() == [])
        try await users.scene.openFirewallAgain()
        #expect(try await users.open(timeout: .seconds(3)) == Users.every)
        // A user's rule that drops takes precedence.
        try await users.run("$IPTABLES -I DOCKER-USER -i mdnp-1 -o mdnp-2 -p tcp -j DROP")
        #expect(try await users.open() == ["IPv4 udp", "IPv6 udp"])
        try await users.run("$IPTABLES -F DOCKER-USER")
        try await users.scene.openFirewallAgain()
        #expect(try await users.open() == [])
        // The removal of the mdnp rules includes those in chains of other programs.
        try await users.scene.host.carryOut([.closeFirewall])
        let saved = try await users.scene.host.witness("iptables-\(backend)-save")
        #expect(!saved.contains("MDNP") && !saved.contains("0x8"), "\(saved)")
    }

    @Test(arguments: ["nft", "legacy"])
    func `a user's accept-all rule opens no internal network, no other bridge and no traffic within a network`(
        backend: String
    ) async throws {
        let users = try await Users(backend, ["icc": "false"])
        let scene = users.scene
        let closed = try Network.of(4, isInternal: true)
        try await scene.host.carryOut([.ensureBridge(closed)])
        try await scene.host.add(Wanted(for: [closed], in: DesiredState(), beside: []).required)
        let inside = try await scene.container("inside", 2, on: closed)
        try await inside.routes(through: "10.4.0.1", "fd00:4::1")
        let second = try await scene.container("second", 3, on: scene.network)
        let docker = try await scene.dockerContainer()
        let servers = [
            try MirrorServer(in: inside.witness.namespace), try MirrorServer(in: second.witness.namespace),
            try MirrorServer(in: docker.namespace),
        ]
        try await scene.routeFromWorld(to: scene.network)
        try await users.run("$IPTABLES -I DOCKER-USER -j ACCEPT; $IPTABLES -P FORWARD ACCEPT")
        try await scene.openFirewallAgain()
        #expect(try await users.open(timeout: .seconds(3)) == Users.every)
        for way in Way.all {
            let of = { (container: Container) in
                Question(way.transport, try #require(container.address(way.family)), 80)
            }
            let toDocker = Question(way.transport, .of(way.family == .v4 ? "10.3.0.2" : "fd00:3::2"), 80)
            for (name, source, question) in [
                ("into an internal network", scene.web.witness, try of(inside)),
                ("out of an internal network", inside.witness, try of(users.neighbor)),
                ("within a network without icc", scene.web.witness, try of(second)),
                ("to a Docker bridge", scene.web.witness, toDocker),
                ("from a Docker bridge", docker, try of(scene.web)),
                ("from outside", scene.world.witness, try of(scene.web)),
            ] {
                #expect(try await source.asksInVain(question), "\(name) \(way)")
            }
        }
        #expect(servers.allSatisfy { $0.questions == 0 })
        #expect(scene.questions == 0)
    }

    /// Missing or misplaced rules, each on a host whose `FORWARD` accepts undecided packets.
    static let damages = [
        "$IPTABLES -F FORWARD", "$IPTABLES -F DOCKER-USER", "$IPTABLES -F", "$IPTABLES -F MDNP-BETWEEN",
        "$IPTABLES -D FORWARD 1", "$IPTABLES -D FORWARD 2", "$IPTABLES -D FORWARD 3",
        "$IPTABLES -D MDNP-BETWEEN 1", "$IPTABLES -D MDNP-BETWEEN 2", "$IPTABLES -D MDNP-BETWEEN 3",
        "$IPTABLES -D MDNP-BETWEEN 4", "$IPTABLES -I FORWARD -j ACCEPT",
        "$IPTABLES -D FORWARD -j DOCKER-USER; $IPTABLES -I FORWARD -j DOCKER-USER",
        "$IPTABLES -F FORWARD; $IPTABLES -t nat -I POSTROUTING -j MASQUERADE",
        "$IPTABLES -F FORWARD; $IPTABLES -t mangle -A FORWARD -j MARK --set-mark 5",
        "$IPTABLES -F FORWARD; $IPTABLES -t mangle -A POSTROUTING -j MARK --set-mark 5",
        "$IPTABLES -t raw -A PREROUTING -j CT --notrack",
    ]

    @Test(arguments: ["nft", "legacy"])
    func `no way opens without a user's rule if any mdnp rule is missing or misplaced`(
        backend: String
    ) async throws {
        let users = try await Users(backend, policy: "ACCEPT")
        let undamaged = Way.all.filter { $0.transport == .udp }
        for damage in Self.damages {
            try await users.run(damage)
            #expect(try await users.open() == [], "\(damage)")
            // Connections from that time get no access later: the same client sends from the same port.
            for way in undamaged {
                var question = Question(.udp, try #require(users.neighbor.address(way.family)), 80)
                question.sourcePort = 4000
                for _ in 1...2 {
                    #expect(try await users.scene.web.witness.asksInVain(question), "\(damage) \(way)")
                }
            }
            let tables = backend == "nft" ? "" : "$IPTABLES -t raw -F; "
            try await users.run(
                "\(tables)$IPTABLES -t nat -F; $IPTABLES -t mangle -F; \(backend == "nft" ? "$IPTABLES -t raw -F" : ":")"
            )
            try await users.scene.host.filterAsDocker(backend: backend)
            try await users.run("$IPTABLES -P FORWARD ACCEPT")
            try await users.scene.openFirewallAgain()
            #expect(try await users.scene.host.observe().isFirewallWhole == true, "\(damage)")
        }
        #expect(users.server.questions == 0)
        try await users.run("$IPTABLES -I DOCKER-USER -i mdnp-1 -o mdnp-2 -j ACCEPT")
        #expect(try await users.open(timeout: .seconds(3)) == Users.every)
    }

    @Test(arguments: ["nft", "legacy"])
    func `a packet that the mdnp rules do not pass to the users' chain is not accepted by it`(backend: String)
        async throws
    {
        let users = try await Users(backend, policy: "ACCEPT")
        for damage in [
            "$IPTABLES -D FORWARD 1", "$IPTABLES -F MDNP-BETWEEN", "$IPTABLES -D MDNP-BETWEEN 1",
            "$IPTABLES -F FORWARD; $IPTABLES -A FORWARD -j DOCKER-USER",
        ] {
            try await users.run("\(damage); $IPTABLES -I DOCKER-USER -j ACCEPT")
            #expect(try await users.open() == [], "\(damage)")
            try await users.run("$IPTABLES -D DOCKER-USER 1")
            try await users.scene.openFirewallAgain()
        }
        #expect(users.server.questions == 0)
    }

    @Test(arguments: ["nft", "legacy"])
    func `without the mdnp table its rules in other chains open nothing, and connections are evaluated again`(
        backend: String
    ) async throws {
        let users = try await Users(backend)
        let elements = try await users.scene.host.observe().firewall
        try await users.scene.host.witness("nft", "delete table inet mdnp")
        #expect(try await users.open() == [])
        // A connection that began without the mdnp rules does not continue by a later rule.
        try await users.run("$IPTABLES -P FORWARD ACCEPT; $IPTABLES -F FORWARD")
        #expect(try await users.open(timeout: .seconds(3)) == Users.every)
        var kept = Question(.udp, try #require(users.neighbor.address(.v4)), 80)
        kept.sourcePort = 4001
        #expect(try await users.scene.web.witness.asks(kept) != nil)
        try await users.scene.host.carryOut(.open(with: elements))
        try await users.run("$IPTABLES -F FORWARD")
        #expect(try await users.scene.web.witness.asksInVain(kept))
        #expect(try await users.open() == [])
    }

    @Test func `a host without Docker's chains keeps its networks apart, whatever its filter accepts`() async throws {
        let scene = try await Scene()
        let neighbor = try await scene.container("neighbor", 2, on: scene.other)
        let server = try MirrorServer(in: neighbor.witness.namespace)
        try await scene.host.witness(
            "nft",
            """
            add table inet own; add chain inet own f { type filter hook forward priority 0; }; add rule inet own f accept;
            add chain inet own n { type nat hook postrouting priority -150; }; add rule inet own n masquerade
            """
        )
        for way in Way.all {
            let question = Question(way.transport, try #require(neighbor.address(way.family)), 80)
            #expect(try await scene.web.witness.asksInVain(question), "\(way)")
        }
        #expect(server.questions == 0)
    }
}
