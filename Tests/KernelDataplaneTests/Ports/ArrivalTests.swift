// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelTesting
import LinuxSystem
import Netlink
import NetworkModel
import NetworkModelTesting
import Testing

/// A host with two uplinks: `uplink0` with the default route, and `uplink1` with a client that has no other route.
private struct TwoWaysOut {
    static let addresses = ["192.0.2.1", "2001:db8:b::1"]
    static let providers = ["192.0.2.254", "2001:db8:b::fe"]
    static let clients = ["198.51.100.7", "2001:db8:c::7"]

    let scene: Scene
    let provider: Witness
    let client: Witness

    init() async throws {
        scene = try await Scene()
        let host = scene.host.witness
        let namespaces = [try NetworkNamespace.new(), try NetworkNamespace.new()]
        (provider, client) = (Witness(namespaces[0]), Witness(namespaces[1]))
        try await host("ip", "link", "add", "name", "uplink1", "type", "veth", "peer", "name", "host0")
        let links = Links(try NetlinkSocket(.route, in: .ofTest))
        try links.move(.name(try InterfaceName("host0")), to: namespaces[0])
        try await provider("ip", "link", "add", "name", "down0", "type", "veth", "peer", "name", "client0")
        try Links(try NetlinkSocket(.route, in: namespaces[0])).move(
            .name(try InterfaceName("client0")),
            to: namespaces[1]
        )
        for (witness, link, addresses) in [
            (host, "uplink1", Self.addresses), (provider, "host0", Self.providers),
            (provider, "down0", ["198.51.100.254", "2001:db8:c::fe"]), (client, "client0", Self.clients),
        ] {
            try await witness("sysctl", "-qw", "net.ipv6.conf.\(link).accept_dad=0")
            for (address, length) in zip(addresses, [24, 64]) {
                try await witness("ip", "address", "add", "\(address)/\(length)", "dev", link)
            }
            try await witness("ip", "link", "set", link, "up")
        }
        try await provider("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        for gateway in ["198.51.100.254", "2001:db8:c::fe"] {
            try await client("ip", "route", "add", "default", "via", gateway)
        }
        for address in World.addresses { try await host("ip", "route", "add", "default", "via", address) }
        for address in Self.providers {
            try await host("ip", "route", "add", "default", "via", address, "metric", "2048")
        }
        try await settle()
    }

    /// Carries out the plan, as the keeper does.
    @discardableResult
    func settle() async throws -> [Step] {
        let steps = Plan.firewall(
            for: [scene.network, scene.other],
            in: DesiredState(),
            observed: try await scene.host.observe()
        )
        // The plan does not include the endpoint.
        let kept = steps.filter { step in
            guard let surplus = step.removedElement else { return true }
            return if case .arrival = surplus { true } else { surplus == .replies }
        }
        try await scene.host.carryOut(kept)
        return kept
    }

    /// Returns the ways by which the client at the second uplink gets an answer from a port of the host, by default the published one.
    func answered(port: UInt16 = Scene.port, among ways: [Way] = Way.all) async throws -> [String] {
        var answered: [String] = []
        for way in ways {
            let address = IPAddress.of(Self.addresses[way.family == .v4 ? 0 : 1])
            let seen = try await client.asks(Question(way.transport, address, port), timeout: .milliseconds(900))
            if seen == IPAddress.of(Self.clients[way.family == .v4 ? 0 : 1]) { answered.append("\(way)") }
        }
        return answered
    }

    static let every = Way.all.map { "\($0)" }

    func rules() async throws -> [String] {
        var rules: [String] = []
        for family in ["-4", "-6"] {
            rules += try await scene.host.witness("ip", family, "rule", "show").split(separator: "\n")
                .filter { $0.contains("proto 109") }.map(String.init)
        }
        return rules.sorted()
    }
}

/// Replies leave by the link on which their connection arrived.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ArrivalTests {
    @Test func `a client of each uplink gets its answers by that uplink`() async throws {
        let ways = try await TwoWaysOut()
        try await ways.scene.publish()
        #expect(try await ways.answered() == TwoWaysOut.every)
        for way in Way.all {
            #expect(
                try await ways.scene.world.witness.asks(ways.scene.question(way))
                    == Scene.worldAddress(way.family),
                "\(way)"
            )
        }
        // Outgoing connections of containers take the default route.
        let server = try MirrorServer(in: ways.scene.world.witness.namespace, port: 7000)
        for family in IPFamily.allCases {
            let question = Question(.tcp, Scene.worldAddress(family), 7000)
            #expect(try await ways.scene.web.witness.asks(question) == Scene.hostAddress(family))
        }
        #expect(server.questions == 2)
        // Without the rules, replies take the default route.
        for family in ["-4", "-6"] {
            try await ways.scene.host.witness(
                "sh",
                "-c",
                "while ip \(family) rule delete proto 109 2>/dev/null; do :; done"
            )
        }
        #expect(try await ways.answered() == [])
    }

    @Test func `a client of the second uplink gets its answers by it from a port that mdnp relays`() async throws {
        let ways = try await TwoWaysOut()
        let relay = try MirrorServer(in: ways.scene.host.witness.namespace, port: 7001)
        // Datagrams of this server leave from an address of the first link.
        let streams = Way.all.filter { $0.transport == .tcp }
        #expect(try await ways.answered(port: 7001, among: streams) == [])
        let ports = IPFamily.allCases.map { FirewallElement.relayed(HostPort(.tcp, .any($0), 7001)) }
        try await ways.scene.host.add(Set(ports))
        #expect(try await ways.answered(port: 7001, among: streams) == streams.map { "\($0)" })
        #expect(relay.questions > 0)
    }

    @Test func `deleted rules and routes are found and restored, and are removed with the last network`()
        async throws
    {
        let ways = try await TwoWaysOut()
        try await ways.scene.publish()
        let host = ways.scene.host
        let rules = try await ways.rules()
        // Two rules of each family for each link.
        #expect(rules.count == 8)
        #expect(try await ways.settle() == [])
        // The host's routes, with which a new subnet may conflict, do not include them.
        #expect(try await !host.facts().routes.contains { $0.table ?? 0 >= 28004 })
        for command in [
            "ip rule delete priority 1091", "ip -6 rule delete priority 1090", "ip route flush table 28005",
            "ip -6 route flush table 28006",
            "ip route add default via 192.0.2.77 dev uplink1 table 28006 metric 5 proto 109",
        ] {
            try await host.witness("sh", "-c", command)
            #expect(try await !host.observe().routesArrivals, "\(command)")
            #expect(try await ways.settle().deeds.count == 1, "\(command)")
            #expect(try await host.observe().routesArrivals, "\(command)")
            #expect(try await ways.rules() == rules, "\(command)")
        }
        #expect(try await ways.answered() == TwoWaysOut.every)
        // Another router on the same link.
        try await host.witness("ip", "route", "change", "default", "via", "192.0.2.253", "metric", "2048")
        #expect(try await !host.observe().routesArrivals)
        try await ways.settle()
        #expect(try await host.witness("ip", "route", "show", "table", "28006").contains("via 192.0.2.253"))
        // One uplink is left.
        for family in ["-4", "-6"] {
            try await host.witness("ip", family, "route", "delete", "default", "metric", "2048")
        }
        try await ways.settle()
        #expect(try await ways.rules() == [])
        for (family, address) in zip(["-4", "-6"], TwoWaysOut.providers) {
            try await host.witness("ip", family, "route", "add", "default", "via", address, "metric", "2048")
        }
        try await ways.settle()
        #expect(try await ways.rules() == rules)
        try await host.repairFirewall(for: [])
        #expect(try await ways.rules() == [])
        #expect(try await host.witness("sh", "-c", "ip route show table all | grep -c 'proto 109' || true") == "0\n")
    }

    @Test
    func `the chains that mark replies exist only beside several uplinks, and are restored when deleted`()
        async throws
    {
        let ways = try await TwoWaysOut()
        try await ways.scene.publish()
        let host = ways.scene.host
        let names = ["mark_reply", "container_replies", "host_replies"]
        func chains() async throws -> [String] {
            try await host.table().split(separator: "\n").filter { line in
                names.contains { line == "\tchain \($0) {" }
            }
            .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
        }
        func change(_ command: String) async throws { try await host.witness("nft", command) }
        #expect(try await chains() == names)
        let all =
            names.reversed().map { "flush chain inet mdnp \($0)" }
            + names.reversed().map { "delete chain inet mdnp \($0)" }
        for command in [
            all.joined(separator: "; "),
            "flush chain inet mdnp host_replies; delete chain inet mdnp host_replies",
            "flush chain inet mdnp container_replies", "insert rule inet mdnp mark_reply accept",
            "delete table inet mdnp",
            "flush ruleset",
        ] {
            try await change(command)
            if !command.contains("host_replies") || command.contains("container_replies") {
                #expect(try await ways.answered() == [], "\(command)")
            }
            #expect(try await ways.settle().deeds.count == 1, "\(command)")
            #expect(try await chains() == names, "\(command)")
            try await ways.scene.publish()
            #expect(try await ways.answered() == TwoWaysOut.every, "\(command)")
            #expect(try await ways.settle() == [], "\(command)")
        }
        // The chain of a client list exists beside them.
        try await host.add([.clients(ClientList.of("192.0.2.0/24").id)])
        #expect(try await host.observe().isFirewallWhole == true)
        for family in ["-4", "-6"] {
            try await host.witness("ip", family, "route", "delete", "default", "metric", "2048")
        }
        try await ways.settle()
        #expect(try await chains() == [])
        #expect(try await ways.settle() == [])
    }

    @Test func `tables of an older version with constant chains for replies are recreated in one step`()
        async throws
    {
        let host = try Host()
        try await host.carryOut(.open(with: []))
        let now = try await host.witness("nft", "list", "ruleset")
        try await host.carryOut(.change(adding: [.replies]))
        let table = try await host.table()
        let answers = try #require(
            table.range(of: "\tchain mark_reply {").map { String(table[$0.lowerBound...].dropLast(2)) }
        )
        let before = now.replacing("\tchain publish {", with: answers + "\n\tchain publish {")
        try await host.witness("nft", "flush ruleset")
        try await host.witness("nft", "-f", "-", input: before)
        #expect(try await host.witness("nft", "list", "ruleset") == before)
        #expect(try await host.observe().isFirewallWhole == false)
        try await host.carryOut(.open(with: []))
        #expect(try await host.witness("nft", "list", "ruleset") == now)
    }

    @Test func `a destination with its own route is reached by it, and not by the link of arrival`() async throws {
        let ways = try await TwoWaysOut()
        try await ways.scene.publish()
        // For example a VPN. The outside returns no packet.
        for (block, address) in zip(["198.51.100.0/24", "2001:db8:c::/64"], World.addresses) {
            try await ways.scene.host.witness("ip", "route", "add", block, "via", address)
        }
        #expect(try await ways.answered() == [])
    }

    @Test func `the doctor names the link and the setting if the kernel checks sources strictly`() async throws {
        let ways = try await TwoWaysOut()
        try await ways.scene.publish()
        let host = ways.scene.host
        func found() async throws -> [Finding] {
            var desired = DesiredState()
            desired.apply(.addNetwork(NetworkRecord(ways.scene.network, phase: .active)))
            return Diagnosis(
                of: desired,
                observed: try await host.observe(),
                facts: try await host.facts(),
                unreserved: []
            )
            .findings
            .filter { $0.check == .routes }
        }
        #expect(try await found() == [])
        try await host.witness(
            "sysctl",
            "-qw",
            "net.ipv4.conf.uplink1.rp_filter=1",
            "net.ipv4.conf.uplink0.rp_filter=1"
        )
        #expect(try await ways.answered() == TwoWaysOut.every.filter { $0.hasPrefix("IPv6") })
        #expect(try await found().map(\.subject) == ["net.ipv4.conf.uplink1.rp_filter"])
        try await host.witness("sysctl", "-qw", "net.ipv4.conf.uplink1.rp_filter=2")
        #expect(try await found() == [])
        #expect(try await ways.answered() == TwoWaysOut.every)
    }
}
