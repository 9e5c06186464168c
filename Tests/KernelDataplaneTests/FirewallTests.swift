// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct FirewallTests {
    private let host: Host
    private let first: Network
    private let second: Network

    init() throws {
        host = try Host()
        first = try .named("mdnp-a", "10.1.0.1/24")
        second = try .named("mdnp-b", "10.2.0.1/24")
    }

    /// The elements of the two networks.
    private var both: Set<FirewallElement> {
        Set(
            [first, second].flatMap { network in
                [
                    .network(network.bridge), .icc(network.bridge), .masqueraded(network.bridge, .v4),
                    .bridgeConnectionLimit(network.bridge, 16_384),
                ]
                    + network.subnets.map { .subnet(network.bridge, $0.prefix) }
            }
        )
    }

    /// Expects these repair steps, then none: the tables are complete.
    private func expectRepair(_ steps: [Step]) async throws {
        let whole = try await Self.listing(of: both)
        #expect(try await host.repairFirewall(for: [first, second]).deeds == steps.deeds)
        #expect(try await host.tables() == whole)
        #expect(try await host.repairFirewall(for: [first, second]) == [])
    }

    /// Returns the tables with these elements as `nft` lists them, in a separate namespace.
    private static func listing(of elements: Set<FirewallElement>) async throws -> String {
        let namespace = try NetworkNamespace.new()
        let other = try KernelDataplane(in: namespace)
        try await other.carryOut(.open(with: elements))
        return try await Witness(namespace)("nft", "list", "ruleset")
    }

    @Test(arguments: [("inet", "InetRules"), ("bridge", "BridgeRules"), ("inet", "InetRules+Arrivals")])
    func `a table equals its listing in the documentation`(family: String, file: String) async throws {
        let isOfReplies = file.hasSuffix("Arrivals")
        try await host.carryOut(.open(with: isOfReplies ? [.replies] : []))
        let chains = try await host.table(family).split(separator: "\n")
            .drop { !$0.hasPrefix(isOfReplies ? "\tchain mark_reply {" : "\tchain") }
            .map { $0.replacing(try Regex("counter packets 0 bytes 0"), with: "counter").dropFirst() }
            .filter { !$0.isEmpty }
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/KernelDataplane/Firewall/\(file).swift")
        let documented = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
            .map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("///     ") }.map { $0.dropFirst(8) }
        func inOrder(_ lines: [Substring]) -> [String] {
            lines.map { $0.trimmingCharacters(in: .whitespaces) }.split(separator: "}").map {
                $0.joined(separator: "\n")
            }
        }
        #expect(inOrder(chains) == inOrder(Array(documented)))
    }

    @Test(arguments: ["all", "one"])
    func `tables with sets without comments, as of an older mdnp, are recreated with their networks`(
        missing: String
    ) async throws {
        try await host.make(first, second)
        let comment = try Regex(#"(\ttype [^\n]*)\n\t\tcomment "[^"]*""#, as: (Substring, Substring).self)
        let older = try await host.table("inet").replacing(comment, maxReplacements: missing == "all" ? .max : 1) {
            $0.output.1
        }
        try await host.witness("nft", "-f", "-", input: "delete table inet mdnp\n" + older)
        #expect(try await host.observe().firewall == both)
        try await expectRepair(.open(with: both))
    }

    @Test func `every table, chain and set has a comment of one line, which nft lists`() async throws {
        let list = ClientList.of("192.0.2.0/24")
        try await host.carryOut(.open(with: [.replies, .clients(list.id)]))
        let blocks = try await host.tables().matches(
            of: Regex(#"(?m)^\t?(table|set|map|chain) [^\n]*\{\n(\t\t[^{}]*\n)?\t*comment "[^"\n]{10,110}"\n"#)
        )
        let objects = try await host.tables().matches(of: Regex(#"(?m)^\t?(table|set|map|chain) [^\n]* \{$"#))
        #expect(blocks.count == objects.count && objects.count > 100)
        // `nft` 1.0.6 shows the comments of sets here, but not those of tables and chains.
        let json = try await host.witness("nft", "-j", "list", "table", "inet", "mdnp")
        #expect(json.contains(#""comment": "bridges of mdnp networks""#))
    }

    /// Removes or changes the comments of the table `inet mdnp` and its chains, for which `nft` creates the same rules as mdnp.
    private func commentTables(_ text: String?) async throws {
        let comment = try Regex(
            #"((?:table|chain) [^\n]*\{\n\t+)comment "[^"]*"\n\t*"#,
            as: (Substring, Substring).self
        )
        let changed = try await host.table("inet").replacing(comment) { found in
            found.output.1 + (text.map { "comment \"\($0)\"\n\t" } ?? "")
        }
        try await host.witness("nft", "-f", "-", input: "delete table inet mdnp\n" + changed)
    }

    @Test func `missing comments of tables and chains, as on Linux before 5_10, are no difference`() async throws {
        try await host.make(first, second)
        try await commentTables(nil)
        #expect(try await !host.witness("nft", "list", "chain", "inet", "mdnp", "forward").contains("comment"))
        #expect(try await host.repairFirewall(for: [first, second]) == [])
    }

    @Test func `tables with other comments of tables and chains are recreated with their networks`() async throws {
        try await host.make(first, second)
        try await commentTables("older")
        #expect(try await host.observe().firewall == both)
        try await expectRepair(.open(with: both))
    }

    @Test(arguments: Set(FirewallChain.allCases).subtracting([.markReply, .containerReplies, .hostReplies]))
    func `a chain is in its table under its name`(chain: FirewallChain) async throws {
        try await host.carryOut(.open(with: []))
        try await host.witness("nft", "list", "chain", "\(chain.family)", FirewallNames.table, chain.name)
    }

    @Test func `two networks are elements of one table`() async throws {
        try await host.make(first, second)
        let observed = try await host.observe()
        #expect(observed.isFirewallWhole == true)
        #expect(observed.firewall == both)
    }

    @Test func `a network without forwarding is closed, and one without icc does not admit traffic within`()
        async throws
    {
        let closed = try Network.named("mdnp-c", icc: false)
        try await host.make(first, second, closed)
        let observed = try await host.observe()
        #expect(
            observed.firewall
                == both.union([
                    .network(closed.bridge), .noEgress(closed.bridge), .bridgeConnectionLimit(closed.bridge, 16_384),
                ])
        )
    }

    @Test func `Docker's own bridges are foreign, and other bridges are not`() async throws {
        for name in ["docker0", "docker_gwbridge", "br-0123456789ab", "br-lan", "virbr0"] {
            try await host.witness("ip", "link", "add", name, "type", "bridge")
        }
        try await host.make(first, second)
        let foreign = try ["docker0", "docker_gwbridge", "br-0123456789ab"].map {
            FirewallElement.dockerLink(try InterfaceName($0))
        }
        #expect(try await host.observe().firewall == both.union(foreign))
        try await host.witness("ip", "link", "delete", "docker0")
        #expect(
            try await host.repairFirewall(for: [first, second]) == .change(adding: [], removing: [foreign[0]])
        )
    }

    @Test func `a second opening of the firewall changes nothing`() async throws {
        try await host.make(first, second)
        let before = try await host.tables()
        for _ in 1...2 { try await host.carryOut(.open(with: both)) }
        #expect(try await host.tables() == before)
    }

    @Test func `adding and removing elements twice has the same result as once`() async throws {
        try await host.carryOut(.open(with: []))
        let empty = try await host.tables()
        for _ in 1...2 { try await host.carryOut(.change(adding: both)) }
        #expect(try await host.observe().firewall == both)
        for _ in 1...2 { try await host.carryOut(.change(adding: [], removing: both)) }
        #expect(try await host.tables() == empty)
    }

    @Test func `closing the firewall leaves no table, and a repetition is no error`() async throws {
        try await host.make(first, second)
        #expect(try await host.repairFirewall(for: []) == [.closeFirewall])
        try await host.carryOut([.closeFirewall])
        #expect(try await host.witness("nft", "list", "ruleset") == "")
        #expect(try await host.observe().isFirewallWhole == nil)
    }

    @Test func `a host without mdnp tables is observed as a host without a firewall`() async throws {
        try await host.witness(
            "nft",
            "add table inet other; add chain inet other forward { type filter hook forward priority 0; }"
        )
        let observed = try await host.observe()
        #expect(observed.isFirewallWhole == nil)
        #expect(observed.firewall == [])
    }

    @Test(arguments: [["inet", "bridge"], ["inet"], ["bridge"]])
    func `deleted tables are recreated with their networks`(families: [String]) async throws {
        try await host.make(first, second)
        for family in families { try await host.witness("nft", "delete table \(family) mdnp") }
        #expect(try await host.observe().isFirewallWhole == (families.count == 2 ? nil : false))
        try await expectRepair(.open(with: both))
    }

    @Test(arguments: ["inet", "bridge"])
    func `closing the firewall removes the remaining table`(family: String) async throws {
        try await host.make(first, second)
        try await host.witness("nft", "delete table \(family) mdnp")
        #expect(try await host.repairFirewall(for: []) == [.closeFirewall])
        #expect(try await host.witness("nft", "list", "ruleset") == "")
    }

    @Test(arguments: [
        "delete chain inet mdnp forward",
        "flush table inet mdnp",
        "flush chain inet mdnp postrouting",
        "add rule inet mdnp forward drop",
        "insert rule inet mdnp forward_from_networks accept",
        "add chain inet mdnp other { type filter hook forward priority 0; policy drop; }",
        "add chain inet mdnp forward { policy drop; }",
        "delete chain inet mdnp forward; add chain inet mdnp forward { type filter hook forward priority 7; }",
        "add table inet mdnp { flags dormant; }",
        "flush table bridge mdnp",
        "add rule bridge mdnp check_source drop",
        "insert rule bridge mdnp check_source accept",
        "add table bridge mdnp { flags dormant; }",
    ])
    func `a table that differs from the expected one is recreated and keeps its networks`(change: String) async throws {
        try await host.make(first, second)
        try await host.witness(
            "nft",
            change.replacing("delete chain", with: "flush chain inet mdnp forward; delete chain")
        )
        #expect(try await host.observe().isFirewallWhole == false)
        try await expectRepair(.open(with: both))
    }

    @Test func `deleted elements are restored`() async throws {
        try await host.make(first, second)
        try await host.witness("nft", "delete element inet mdnp icc { \"mdnp-b\" . \"mdnp-b\" }")
        try await expectRepair(.change(adding: [.icc(second.bridge)]))
        try await host.witness("nft", "flush set inet mdnp icc")
        let within: Set<FirewallElement> = [.icc(first.bridge), .icc(second.bridge)]
        try await expectRepair(.change(adding: within))
    }

    @Test func `a bridge without a network is removed from the firewall`() async throws {
        try await host.make(first, second)
        let surplus: Set<FirewallElement> = [.icc(try InterfaceName("docker0"))]
        try await host.carryOut(.change(adding: surplus))
        try await expectRepair(.change(adding: [], removing: surplus))
    }

    @Test func `tables of other programs stay unchanged`() async throws {
        let other = """
            table inet other {
            \tchain forward {
            \t\ttype filter hook forward priority filter; policy drop;
            \t\tmeta mark 0x00000001 accept
            \t}
            }

            """
        try await host.witness("nft", "-f", "-", input: other)
        try await host.make(first, second)
        #expect(try await host.witness("nft", "list", "table", "inet", "other") == other)
        try await host.repairFirewall(for: [])
        #expect(try await host.witness("nft", "list", "ruleset") == other)
    }
}
