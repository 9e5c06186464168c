// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// The fate of connections while the rules are missing, and after mdnp restored them.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct FlushTests {
    private func elements(_ scene: Scene) async throws -> Set<FirewallElement> {
        try await scene.host.observe().firewall
    }

    /// Flushes all nf_tables rules while another program on the host has its connections tracked.
    private func flush(_ scene: Scene) async throws {
        for iptables in ["iptables-legacy", "ip6tables-legacy"] {
            try await scene.host.witness(
                iptables,
                "-w",
                "60",
                "-A",
                "INPUT",
                "-m",
                "conntrack",
                "--ctstate",
                "INVALID",
                "-j",
                "DROP"
            )
        }
        try await scene.host.witness("nft", "flush ruleset")
    }

    @Test(arguments: [false, true])
    func `connections that begin while the rules are missing are cut off when the rules return`(framesPassHost: Bool)
        async throws
    {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let stranger = try await scene.container("stranger", 2, on: scene.other)
        let internalNetwork = try Network.of(4, isInternal: true)
        try await scene.host.make(scene.network, scene.other, internalNetwork)
        try await scene.host.add(scene.web.endpoint.firewallElements(on: scene.network))
        try await scene.host.add(stranger.endpoint.firewallElements(on: scene.other))
        let inner = try await scene.container("inner", 2, on: internalNetwork)
        try await inner.routes(through: "10.4.0.1", "fd00:4::1")
        try await scene.routeFromWorld(to: scene.network)
        let wanted = try await elements(scene)
        for subnet in internalNetwork.subnets {
            let host = Scene.hostAddress(subnet.prefix.family)
            try await scene.world.witness("ip", "route", "add", "\(subnet.prefix)", "via", "\(host)")
        }
        try await scene.host.witness("sysctl", "-qw", "net.ipv4.conf.\(internalNetwork.bridge).forwarding=1")
        try await flush(scene)
        var slipped: [(String, Conversation)] = []
        for (number, family) in IPFamily.allCases.enumerated() {
            let port = UInt16(90 + number)
            let target = try scene.target(family)
            for (name, from, to, served) in [
                ("world to container", scene.world.witness, target, scene.web.witness),
                ("network to network", stranger.witness, target, scene.web.witness),
                ("internal to world", inner.witness, Scene.worldAddress(family), scene.world.witness),
            ] {
                let conversation = try await Conversation(from: from, to: to, port, servedBy: served, at: port)
                #expect(conversation.clientReachesServer() && conversation.serverReachesClient(), "\(name) \(family)")
                slipped.append(("\(name) \(family)", conversation))
            }
        }
        let fine = try await Conversation(
            from: scene.web.witness,
            to: Scene.worldAddress(.v4),
            99,
            servedBy: scene.world.witness,
            at: 99
        )
        try await scene.host.carryOut(.open(with: wanted))
        for (name, conversation) in slipped {
            #expect(!conversation.serverReachesClient(within: .milliseconds(300)), "\(name)")
            #expect(!conversation.clientReachesServer(within: .milliseconds(300)), "\(name)")
        }
        // Permitted connections continue.
        #expect(fine.clientReachesServer() && fine.serverReachesClient())
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `admitted connections continue, whichever side sends first after the rules return`(family: IPFamily)
        async throws
    {
        let scene = try await Scene()
        try await scene.publish()
        let conversations = try await admitted(scene, family)
        let wanted = try await elements(scene)
        try await flush(scene)
        try await scene.host.carryOut(.open(with: wanted))
        for (name, conversation) in conversations {
            #expect(conversation.serverReachesClient(), "\(name)")
            #expect(conversation.clientReachesServer(), "\(name)")
        }
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `an upgrade keeps connections that the rules of mdnp 0_1_0 admitted, and cuts off all others`(
        family: IPFamily
    ) async throws {
        let scene = try await Scene()
        try await scene.publish()
        try await scene.routeFromWorld(to: scene.network)
        let wanted = try await elements(scene)
        // A connection that began before there were any rules.
        try await flush(scene)
        let slipped = try await Conversation(
            from: scene.world.witness,
            to: try scene.target(family),
            90,
            servedBy: scene.web.witness,
            at: 90
        )
        let older = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/tables-of-0.1.0.nft")
        try await scene.host.witness("nft", "-f", "-", input: Self.renamed(String(contentsOf: older, encoding: .utf8)))
        try await scene.host.add(wanted.filter(\.isKnownTo010))
        let conversations = try await admitted(scene, family)
        let all = wanted.union(try await elements(scene))
        #expect(slipped.serverReachesClient(), "the older rules let it be")
        try await scene.host.carryOut(.open(with: all))
        for (name, conversation) in conversations {
            #expect(conversation.serverReachesClient(), "\(name)")
            #expect(conversation.clientReachesServer(), "\(name)")
        }
        #expect(!slipped.serverReachesClient(within: .milliseconds(300)))
    }

    /// Returns a listing of the tables of mdnp 0.1.0 with today's names of their sets, so that elements can be added.
    private static func renamed(_ tables: String) -> String {
        let names = [
            "closed": "no_egress", "within": "icc", "source4": "snat4", "source6": "snat6", "foreign": "docker_bridges",
            "own4": "subnets4", "own6": "subnets6", "relayed4": "relayed_ports4", "relayed6": "relayed_ports6",
            "relayedAt4": "relayed_ports_by_addr4", "relayedAt6": "relayed_ports_by_addr6", "any4": "ports4",
            "any6": "ports6", "at4": "ports_by_addr4",
            "at6": "ports_by_addr6", "hardware": "link_macs", "speakers4": "link_sources4",
            "speakers6": "link_sources6", "unaddressed": "any_source", "apart": "isolated",
        ]
        return names.reduce(tables) { tables, name in
            ["set \(name.key) {", "map \(name.key) {", "@\(name.key)\n", "@\(name.key) "].reduce(tables) {
                $0.replacing($1, with: $1.replacing(name.key, with: name.value))
            }
        }
    }

    /// Returns connections that the rules admit: to a published port, and out of the network.
    private func admitted(_ scene: Scene, _ family: IPFamily) async throws -> [(String, Conversation)] {
        let target = HostPort(.tcp, .any(family), 8090)
        try await scene.host.add([.published(target, AddressPort(try scene.target(family), port: 90))])
        return [
            (
                "published",
                try await Conversation(
                    from: scene.world.witness,
                    to: Scene.hostAddress(family),
                    8090,
                    servedBy: scene.web.witness,
                    at: 90
                )
            ),
            (
                "out",
                try await Conversation(
                    from: scene.web.witness,
                    to: Scene.worldAddress(family),
                    91,
                    servedBy: scene.world.witness,
                    at: 91
                )
            ),
        ]
    }

    @Test(arguments: [false, true])
    func `a container does not reach 127_0_0_1 of the host while the rules are missing`(
        framesPassHost: Bool
    ) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let own = try MirrorServer(in: scene.host.witness.namespace, port: 7000)
        let wire = try await Wire(scene.web.witness, "eth0")
        func ask() async throws {
            for address in ["127.0.0.1", "127.255.255.254"] {
                let packet = Packet.datagram(from: try scene.target(.v4), to: .of(address), port: 7000)
                try await wire.send(Frame(to: scene.network.bridgeMAC, from: wire.mac, packet))
            }
        }
        try await ask()
        try await scene.host.witness("nft", "flush ruleset")
        try await ask()
        // The host answers at its other address.
        #expect(
            try await scene.web.witness.asks(Question(.udp, try scene.gateway(of: scene.network, .v4), 7000)) != nil
        )
        #expect(own.questions == 1)
        // Another program deletes the filter, and a repair restores it.
        try await scene.host.witness("tc", "qdisc", "delete", "dev", "mdnp-1", "clsact")
        #expect(try await scene.host.observe().bridges[scene.network.id]?.isGuarded == false)
        try await scene.host.carryOut([.ensureBridge(scene.network)])
        #expect(try await scene.host.observe().bridges[scene.network.id]?.isGuarded == true)
        try await ask()
        #expect(
            try await scene.web.witness.asks(Question(.udp, try scene.gateway(of: scene.network, .v4), 7000)) != nil
        )
        #expect(own.questions == 2)
    }
}

extension FirewallElement {
    /// A Boolean value that indicates whether the sets of mdnp 0.1.0 can hold the element.
    fileprivate var isKnownTo010: Bool {
        switch self {
        case .noHostAccess, .trusted, .arrival, .replies, .restrictedRelayedPort, .connectionLimit,
            .bridgeConnectionLimit,
            .linkAnnouncement, .iccMember:
            false
        default: true
        }
    }
}
