// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel
import NetworkModelTesting
import Testing

/// The mdnp rule in Docker's filter, by `iptables-nft` or `iptables-legacy`.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct DockerFilterTests {
    private static let accepting = "-A DOCKER-USER -m mark --mark 0x10000000/0x10000000 -j ACCEPT\n"

    private static let showing = "-A FORWARD -m mark --mark 0x8d000000/0xff000000 -j MDNP-BETWEEN\n"

    private static let all = ["iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy"]

    private let host: Host

    init() throws {
        host = try Host()
    }

    /// Creates the chain with these rules.
    private func makeChain(_ iptables: String, _ rules: [String]) async throws {
        try await restore(iptables, ["-N DOCKER-USER"] + rules.map { "-A DOCKER-USER \($0)" })
    }

    private func restore(_ iptables: String, _ commands: [String]) async throws {
        let lines = (["*filter"] + commands + ["COMMIT"]).map { $0 + "\n" }.joined()
        try await host.witness("\(iptables)-restore", "-w", "60", "--noflush", input: lines)
    }

    private func chain(_ iptables: String, _ name: String = "DOCKER-USER") async throws -> String {
        let listed = try await host.witness(iptables, "-w", "60", "-S", name)
        // With chains of both backends, each prints a warning about the other.
        return listed.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0 + "\n" }.joined()
    }

    private func isWhole() async throws -> Bool? {
        try await host.observe().isFirewallWhole
    }

    @Test(
        arguments: Self.all,
        [
            [],
            ["-j RETURN"],
            ["-i eth0 -j DROP", "-o eth1 -j RETURN"],
            ["-i eth0 -j DROP", "-m mark --mark 0x10000000/0x10000000 -j DROP", "-j RETURN"],
            ["-i eth0 -j DROP", "-j RETURN", "-o eth0 -j DROP", "-j RETURN"],
        ]
    )
    func `the rule appears once, behind the users' rules and before the end`(iptables: String, rules: [String])
        async throws
    {
        try await makeChain(iptables, rules)
        let before = try await chain(iptables)
        try await host.carryOut(.open(with: []))
        let place = rules.firstIndex(of: "-j RETURN") ?? rules.count
        var lines = ["-N DOCKER-USER\n"] + rules.map { "-A DOCKER-USER \($0)\n" }
        #expect(before == lines.joined())
        lines.insert(Self.accepting, at: place + 1)
        #expect(try await chain(iptables) == lines.joined())
        #expect(try await isWhole() == true)

        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables) == lines.joined())

        try await host.carryOut([.closeFirewall])
        #expect(try await chain(iptables) == before)
        #expect(try await isWhole() == nil)
    }

    @Test func `every existing chain gets the rule`() async throws {
        for iptables in Self.all { try await makeChain(iptables, []) }
        try await host.carryOut(.open(with: []))
        for iptables in Self.all {
            #expect(try await chain(iptables) == "-N DOCKER-USER\n" + Self.accepting)
        }
    }

    @Test func `no chain is created if Docker has none`() async throws {
        try await host.witness("iptables-nft", "-w", "60", "-N", "DOCKER-FORWARD")
        let before = try await host.witness("nft", "list", "table", "ip", "filter")
        try await host.carryOut(.open(with: []))
        #expect(
            try await host.witness("nft", "list", "tables") == "table ip filter\ntable inet mdnp\ntable bridge mdnp\n"
        )
        #expect(try await host.witness("nft", "list", "table", "ip", "filter") == before)
        #expect(try await isWhole() == true)
    }

    @Test(arguments: Self.all)
    func `a chain that appears later gets its rule with the next firewall observation`(iptables: String) async throws {
        try await host.carryOut(.open(with: []))
        try await makeChain(iptables, ["-j RETURN"])
        #expect(try await isWhole() == false)
        let network = try Network.named("mdnp-a", icc: false)
        let elements: Set<FirewallElement> = [
            .network(network.bridge), .noEgress(network.bridge), .bridgeConnectionLimit(network.bridge, 16_384),
        ]
        #expect(try await host.repairFirewall(for: [network]).deeds == [Step].open(with: elements).deeds)
        #expect(try await chain(iptables) == "-N DOCKER-USER\n" + Self.accepting + "-A DOCKER-USER -j RETURN\n")
    }

    @Test(arguments: Self.all)
    func `a rule is still recognized after it was saved and restored`(iptables: String) async throws {
        try await makeChain(iptables, ["-i eth0 -j DROP", "-j RETURN"])
        try await host.carryOut(.open(with: []))
        let listed = try await chain(iptables)
        let saved = try await host.witness("\(iptables)-save", "-c")
        try await host.witness("\(iptables)-restore", "-w", "60", "-c", input: saved)
        #expect(try await chain(iptables) == listed)
        #expect(try await isWhole() == true)
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables) == listed)
        try await host.carryOut([.closeFirewall])
        #expect(
            try await chain(iptables) == "-N DOCKER-USER\n-A DOCKER-USER -i eth0 -j DROP\n-A DOCKER-USER -j RETURN\n"
        )
    }

    @Test(arguments: Self.all)
    func `a user's rule behind the mdnp rule moves before it`(iptables: String) async throws {
        try await makeChain(iptables, [])
        try await host.carryOut(.open(with: []))
        try await host.witness(
            iptables,
            "-A",
            "DOCKER-USER",
            "-s",
            iptables.hasPrefix("ip6") ? "fd00::7" : "10.1.0.7",
            "-j",
            "DROP"
        )
        #expect(try await isWhole() == false)
        try await host.carryOut(.open(with: []))
        let lines = try await chain(iptables).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasSuffix("-j DROP"))
        #expect(lines[2] + "\n" == Self.accepting)
    }

    @Test(arguments: Self.all)
    func `one of several mdnp rules stays, and none after the removal`(iptables: String) async throws {
        let rule = "-m mark --mark 0x10000000/0x10000000 -j ACCEPT"
        try await makeChain(iptables, [rule, "-i eth0 -j DROP", rule, "-j RETURN", rule])
        #expect(try await isWhole() == false)
        try await host.carryOut(.open(with: []))
        let users = ["-N DOCKER-USER\n", "-A DOCKER-USER -i eth0 -j DROP\n", "-A DOCKER-USER -j RETURN\n"]
        #expect(try await chain(iptables) == users[0] + users[1] + Self.accepting + users[2])
        try await restore(iptables, ["-A DOCKER-USER \(rule)"])
        try await host.carryOut([.closeFirewall])
        #expect(try await chain(iptables) == users.joined())
    }

    @Test(arguments: Self.all)
    func `a rule without its table is found and removed`(iptables: String) async throws {
        try await makeChain(iptables, [])
        try await host.carryOut(.open(with: []))
        try await host.witness("nft", "delete table inet mdnp")
        #expect(try await isWhole() == false)
        #expect(try await host.repairFirewall(for: []) == [.closeFirewall])
        #expect(try await chain(iptables) == "-N DOCKER-USER\n")
    }

    @Test(arguments: Self.all)
    func `the rule in FORWARD follows the jump to Docker's chain wherever Docker places it`(
        iptables: String
    ) async throws {
        let rule = Self.accepting.replacing("DOCKER-USER", with: "FORWARD")
        let (jump, other) = ("-A FORWARD -j DOCKER-USER\n", "-A FORWARD -i eth0 -j DROP\n")
        try await makeChain(iptables, [])
        try await restore(
            iptables,
            [":FORWARD ACCEPT [0:0]", "-A FORWARD -i eth0 -j DROP", "-A FORWARD -j DOCKER-USER"]
        )
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables, "FORWARD") == "-P FORWARD ACCEPT\n" + other + Self.showing + jump + rule)
        #expect(try await isWhole() == true)

        // Docker moves the jump to the top with each network.
        try await restore(iptables, ["-D FORWARD -j DOCKER-USER", "-I FORWARD -j DOCKER-USER"])
        #expect(try await isWhole() == false)
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables, "FORWARD") == "-P FORWARD ACCEPT\n" + Self.showing + jump + rule + other)
        #expect(try await isWhole() == true)

        // Another rule stands in between, and the mdnp rules appear twice.
        let twice = [rule, Self.showing].map { $0.replacing("\n", with: "") }
        try await restore(iptables, ["-I FORWARD 3 -o eth9 -j DROP"] + twice)
        #expect(try await isWhole() == false)
        try await host.carryOut(.open(with: []))
        let between = "-A FORWARD -o eth9 -j DROP\n"
        let whole = Self.showing + jump + rule + between + other
        #expect(try await chain(iptables, "FORWARD") == "-P FORWARD ACCEPT\n" + whole)

        try await host.carryOut([.closeFirewall])
        #expect(try await chain(iptables, "FORWARD") == "-P FORWARD ACCEPT\n" + jump + between + other)
        #expect(try await isWhole() == nil)
    }

    @Test(arguments: Self.all)
    func `the mdnp chain leads traffic between networks to the users' rules, and is repaired, saved and removed`(
        iptables: String
    ) async throws {
        let rules = [
            "-N MDNP-BETWEEN", "-A MDNP-BETWEEN -j MARK --set-xmark 0x8e000000/0xff000000",
            "-A MDNP-BETWEEN -j DOCKER-USER", "-A MDNP-BETWEEN -j MARK --set-xmark 0x8d000000/0xff000000",
            "-A MDNP-BETWEEN -j DROP",
        ].map { $0 + "\n" }.joined()
        try await makeChain(iptables, ["-j RETURN"])
        try await restore(iptables, [":FORWARD ACCEPT [0:0]", "-A FORWARD -j DOCKER-USER"])
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables, "MDNP-BETWEEN") == rules)
        let saved = try await host.witness("\(iptables)-save", "-c")
        try await host.witness("\(iptables)-restore", "-w", "60", "-c", input: saved)
        #expect(try await isWhole() == true)
        for damage in [
            "-F MDNP-BETWEEN", "-D MDNP-BETWEEN 3", "-I MDNP-BETWEEN 2 -o eth0 -j ACCEPT", "-A MDNP-BETWEEN -j ACCEPT",
            "-R MDNP-BETWEEN 1 -j MARK --set-xmark 0x8d000000/0xff000000", "-D FORWARD 1",
        ] {
            try await restore(iptables, [damage])
            #expect(try await isWhole() == false, "\(damage)")
            try await host.carryOut(.open(with: []))
            #expect(try await chain(iptables, "MDNP-BETWEEN") == rules, "\(damage)")
            #expect(try await isWhole() == true, "\(damage)")
        }
        try await host.carryOut([.closeFirewall])
        let left = try await host.witness("\(iptables)-save")
        #expect(!left.contains("MDNP"), "\(left)")
        #expect(try await isWhole() == nil)
    }

    @Test(arguments: Self.all)
    func `the rule is at the end of a dropping FORWARD while the jump to Docker's chain is missing`(
        iptables: String
    ) async throws {
        let forward = Self.accepting.replacing("DOCKER-USER", with: "FORWARD")
        let leading = "-P FORWARD DROP\n" + Self.showing + "-A FORWARD -j DOCKER-USER\n" + forward
        try await makeChain(iptables, [])
        try await restore(iptables, [":FORWARD DROP [0:0]", "-A FORWARD -j DOCKER-USER"])
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables, "FORWARD") == leading)

        try await host.witness(iptables, "-w", "60", "-F")
        #expect(try await isWhole() == false)
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables) == "-N DOCKER-USER\n" + Self.accepting)
        #expect(try await chain(iptables, "FORWARD") == "-P FORWARD DROP\n" + forward)
        #expect(try await isWhole() == true)

        // The host's own rules come first here, too.
        try await restore(iptables, ["-A FORWARD -i eth0 -j DROP"])
        try await host.carryOut(.open(with: []))
        let ruled = "-P FORWARD DROP\n-A FORWARD -i eth0 -j DROP\n"
        #expect(try await chain(iptables, "FORWARD") == ruled + forward)

        // Docker adds the jump when it starts.
        try await restore(iptables, ["-I FORWARD -j DOCKER-USER"])
        #expect(try await isWhole() == false)
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables, "FORWARD") == leading + "-A FORWARD -i eth0 -j DROP\n")
        try await restore(iptables, ["-D FORWARD -j DOCKER-USER"])
        try await host.carryOut(.open(with: []))
        try await host.carryOut([.closeFirewall])
        #expect(try await chain(iptables, "FORWARD") == ruled)
    }

    @Test(arguments: Self.all)
    func `a FORWARD chain with policy accept is left alone`(iptables: String) async throws {
        try await makeChain(iptables, [])
        try await restore(iptables, [":FORWARD ACCEPT [0:0]"])
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables, "FORWARD") == "-P FORWARD ACCEPT\n")
        #expect(try await isWhole() == true)
    }

    @Test(arguments: ["iptables-nft", "ip6tables-nft"])
    func `the rule is recognized in the form that older versions of iptables restore`(iptables: String) async throws {
        try await makeChain(iptables, ["-j RETURN"])
        let tables = NFTables(try NetlinkSocket(.netfilter, in: .ofTest))
        var batch = NFBatch()
        batch.insert(try ruleOfExtensions(family: iptables == "iptables-nft" ? .ipv4 : .ipv6))
        try tables.commit(batch)
        let listed = try await chain(iptables)
        #expect(listed == "-N DOCKER-USER\n" + Self.accepting + "-A DOCKER-USER -j RETURN\n")
        try await host.carryOut(.open(with: []))
        #expect(try await chain(iptables) == listed)
        #expect(try await isWhole() == true)
        try await host.carryOut([.closeFirewall])
        #expect(try await chain(iptables) == "-N DOCKER-USER\n-A DOCKER-USER -j RETURN\n")
    }

    /// Returns `-m mark --mark 0x10000000/0x10000000 -j ACCEPT` with the extension `xt_mark`, as up to iptables 1.8.7.
    private func ruleOfExtensions(family: NFFamily) throws -> NFRule {
        var bytes = ByteWriter()
        bytes.attribute(1, text: "mark")
        bytes.attribute(2, bigEndian: UInt32(1))
        bytes.attribute(3) { details in
            details.append(integer: UInt32(0x1000_0000))
            details.append(integer: UInt32(0x1000_0000))
            details.append([0, 0, 0, 0, 0, 0, 0, 0])
        }
        let data = Attribute(rawType: 2 | 0x8000, payload: bytes.bytes[...])
        let match = NFExpression.other(NFOtherExpression(name: "match", data: data))
        return NFRule(
            family: family,
            table: "filter",
            chain: "DOCKER-USER",
            expressions: [match, .counter(NFCounter()), .verdict(.accept)]
        )
    }
}
