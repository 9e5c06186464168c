// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

/// The observed properties of a host that do not belong to mdnp.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct HostFactsTests {
    private let host: Host

    init() throws {
        host = try Host()
    }

    private func set(_ settings: String...) async throws {
        for setting in settings { try await host.witness("sysctl", "-qw", setting) }
    }

    @Test func `a host forwards IPv4 if it does so on all links or on the link of its default route`() async throws {
        try await set("net.ipv4.ip_forward=0")
        try await host.witness("ip", "link", "add", "name", "uplink0", "type", "bridge")
        try await host.witness("ip", "address", "add", "203.0.113.1/24", "dev", "uplink0")
        try await host.witness("ip", "link", "set", "uplink0", "up")
        try await host.witness("ip", "route", "add", "default", "via", "203.0.113.2")
        #expect(try await !host.facts().forwardsIPv4)
        try await set("net.ipv4.conf.uplink0.forwarding=1")
        #expect(try await host.facts().forwardsIPv4)
        try await set("net.ipv4.ip_forward=0", "net.ipv4.ip_forward=1")
        #expect(try await host.facts().forwardsIPv4)
    }

    @Test func `a host has IPv6 unless it is disabled for all links or for new ones`() async throws {
        try await set("net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.default.disable_ipv6=0")
        #expect(try await host.observe().ipv6Absence == nil)
        try await set("net.ipv6.conf.default.disable_ipv6=1")
        #expect(try await host.observe().ipv6Absence == .newLinks)
        try await set("net.ipv6.conf.default.disable_ipv6=0", "net.ipv6.conf.all.disable_ipv6=1")
        #expect(try await host.observe().ipv6Absence == .allLinks)
    }

    @Test func `routes, descriptors and connections are counted`() async throws {
        try await host.witness("ip", "link", "add", "name", "tun0", "type", "bridge")
        try await host.witness("ip", "link", "set", "tun0", "up")
        try await host.witness("ip", "route", "add", "10.1.0.0/16", "dev", "tun0")
        let facts = try await host.facts()
        #expect(facts.routes.contains(HostRoute(to: try #require(Prefix("10.1.0.0/16") as Prefix?), link: "tun0")))
        let descriptors = try #require(facts.descriptors)
        // At least standard input, output and error.
        #expect(descriptors.used >= 3 && descriptors.used < descriptors.limit)
        if let connections = facts.connections { #expect(connections.limit > 0 && connections.used >= 0) }
    }

    @Test func `the host's own addresses and local blocks are listed`() async throws {
        try await host.witness("ip", "link", "set", "lo", "up")
        try await host.witness("ip", "address", "add", "192.0.2.7/32", "dev", "lo")
        try await host.witness("ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo")
        let facts = try await host.facts()
        #expect(facts.addresses.contains(try #require(IPAddress("192.0.2.7") as IPAddress?)))
        #expect(facts.ownBlocks.map(\.description).sorted() == ["127.0.0.0/8", "198.51.100.0/24"])
    }

    @Test func `an address is absent if the host accepts no packets for it`() async throws {
        try await host.witness("ip", "link", "set", "lo", "up")
        try await host.witness("ip", "link", "add", "name", "uplink0", "type", "bridge")
        try await host.witness("ip", "address", "add", "192.0.2.7/24", "dev", "uplink0")
        try await host.witness("ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo")
        let asked = ["192.0.2.7", "192.0.2.8", "198.51.100.9", "127.0.0.9", "::1", "2001:db8::7"]
        let absent = try await host.absentAddresses(among: Set(asked.compactMap { IPAddress($0) }))
        #expect(absent.map(\.description).sorted() == ["192.0.2.8", "2001:db8::7"])
    }

    /// Returns the doctor's findings about the host's filters, beside a network of both families.
    private func findings() async throws -> [Finding] {
        let network = try Network.named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64")
        var desired = DesiredState()
        desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
        let facts = try await host.facts()
        return Diagnosis(of: desired, observed: ObservedState(), facts: facts, unreserved: []).findings.filter {
            $0.check == .filter
        }
    }

    @Test(arguments: ["iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy"])
    func `a filter that drops is found, and the doctor's advice opens it`(program: String) async throws {
        #expect(try await host.facts().filters == [])
        try await host.witness(program, "-w", "60", "-P", "FORWARD", "DROP")
        let family: IPFamily = program.hasPrefix("ip6") ? .v6 : .v4
        let filter = try #require(try await host.facts().filters.first)
        #expect(filter.packets == [family])
        #expect(filter.place == program.replacing("-nft", with: "") + " FORWARD")
        try await set("net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0")
        #expect(try await host.facts().filters.map(\.frames) == [[]])
        try await set("net.bridge.bridge-nf-call-iptables=1", "net.bridge.bridge-nf-call-ip6tables=1")
        #expect(try await host.facts().filters.map(\.frames) == [[family]])

        let found = try await findings()
        #expect(found.map(\.subject) == [filter.place])
        let advice = String(try #require(found.first?.advice.split(separator: " (").first))
        let command = advice.replacing(program.replacing("-nft", with: ""), with: "\(program) -w 60")
        try await host.witness("sh", "-c", command)
        #expect(try await findings() == [])
    }

    @Test(arguments: ["iptables-nft", "iptables-legacy"])
    func `a Docker filter accepts once it has the mdnp rule, whichever rule returns before it`(
        program: String
    ) async throws {
        let rules = [
            "-N DOCKER-USER", "-A FORWARD -j DOCKER-USER", "-P FORWARD DROP",
            "-A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
            "-A DOCKER-USER -s 10.0.0.0/8 -j RETURN",
        ]
        for rule in rules { try await host.witness("sh", "-c", "\(program) -w 60 \(rule)") }
        #expect(try await findings().map(\.finding).allSatisfy { $0.hasSuffix("policy drop") })
        #expect(try await findings().count == 1)
        try await host.make(try Network.named("mdnp-a", "10.1.0.1/24"))
        #expect(try await findings() == [])
        try await host.witness("sh", "-c", "\(program) -w 60 -I DOCKER-USER 1 -s 10.1.0.0/16 -j DROP")
        let found = try await findings()
        #expect(found.map(\.subject) == ["\(program.replacing("-nft", with: "")) FORWARD"])
        #expect(found.first?.finding.hasSuffix("DOCKER-USER, rule 1") == true)
    }

    /// Rules of other programs that drop allowed packets, and the doctor's findings about them.
    private static let dropping: [(rules: String, finding: String)] = [
        ("table inet a { chain f { type filter hook forward priority 0; policy drop; } }", "policy drop"),
        (
            """
            table ip a { set lan { type ipv4_addr; flags interval; elements = { 192.168.0.0/16, 172.16.0.0/12 }; }
            chain f { type filter hook forward priority 5; policy drop; ct state established,related accept
            ip saddr @lan accept; iifname { "eth0", "wg0" } accept; } }
            """, "policy drop"
        ),
        (
            """
            table inet a { chain zone { reject with icmpx admin-prohibited; }
            chain f { type filter hook forward priority 10; iifname vmap { "lo" : accept, "mdnp-a" : goto zone }; } }
            """, "chain zone, handle"
        ),
        ("table bridge a { chain f { type filter hook forward priority 0; meta mark 0x1 accept; drop; } }", "handle"),
        (
            "table ip6 a { chain f { type filter hook forward priority -20; policy drop; meta mark != 0 accept; } }",
            "policy"
        ),
        (
            """
            table inet a { chain f { type filter hook forward priority 0; ip saddr 10.1.0.0/24 ip daddr != 10.0.0.0/8 drop; } }
            """, "handle"
        ),
    ]

    /// Loads rules; `nft` requires a line break after a closing brace.
    private func load(_ rules: String) async throws {
        try await host.witness("nft", "-f", "-", input: rules.replacing("; }", with: ";\n}\n") + "\n")
    }

    @Test(arguments: dropping) func `a base chain of another program that drops allowed packets is found`(
        rules: String,
        finding: String
    ) async throws {
        try await load(rules)
        let found = try await findings()
        #expect(found.count == 1)
        #expect(found.first?.finding.contains(finding) == true, "\(found)")
    }

    @Test(arguments: [
        "table inet a { chain f { type filter hook forward priority 0; policy drop; meta mark & 0x10000000 != 0 accept; } }",
        "table inet a { chain f { type filter hook forward priority 0; policy drop; iifname \"mdnp-*\" accept; oifname \"mdnp-*\" accept; } }",
        """
        table inet a { chain f { type filter hook forward priority 0; policy drop; iifname vmap { "mdnp-a" : accept };
        oifname . meta nfproto vmap { "mdnp-a" . ipv4 : accept, "mdnp-a" . ipv6 : accept }; } }
        """,
        "table inet a { chain f { type filter hook forward priority 0; ip saddr 10.9.0.0/16 drop; ip daddr 192.0.2.1 drop; } }",
        "table inet a { flags dormant; chain f { type filter hook forward priority 0; policy drop; } }",
        "table inet a { chain f { type filter hook input priority 0; policy drop; } }",
    ]) func `a base chain that accepts allowed packets is not a finding`(rules: String) async throws {
        try await load(rules)
        #expect(try await findings() == [])
    }

    @Test func `Docker's nf_tables rules accept allowed packets, and are a finding if they do not`() async throws {
        try await host.filterAsDockerWithNFTables()
        let places = try await host.facts().filters.map(\.place)
        #expect(places.contains("table ip docker-bridges, chain filter-FORWARD"))
        #expect(places.contains("table ip6 docker-bridges, chain filter-FORWARD"))
        #expect(try await findings() == [])
        // If Docker treated the mdnp bridge as its own, its chain would drop incoming packets.
        try await host.witness(
            "nft",
            "add element ip docker-bridges filter-forward-in-jumps { mdnp-a : jump filter-forward-in__docker0 }"
        )
        let network = try Network.named("mdnp-a", "10.1.0.1/24")
        var packet = FilteredPacket(.v4)
        packet.output = .init("\(network.bridge)")
        let filters = try await host.facts().filters
        #expect(
            filters.compactMap { $0.blockingRule(for: packet) }.map(\.place).first?.hasSuffix("in__docker0") == true
        )
    }
}
