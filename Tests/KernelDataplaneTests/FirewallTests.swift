import Addressing
import KernelTesting
import NetworkModel
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(1)))
struct FirewallTests {
    private let host: Host
    private let first: Network
    private let second: Network

    init() throws {
        host = try Host()
        first = try .named("mdnp-a", "10.1.0.1/24")
        second = try .named("mdnp-b", "10.2.0.1/24")
    }

    private var bothOpen: String {
        """
        table inet mdnp {
        \tset within {
        \t\ttype ifname . ifname
        \t\telements = { "mdnp-a" . "mdnp-a",
        \t\t\t     "mdnp-b" . "mdnp-b" }
        \t}

        \tchain forward {
        \t\ttype filter hook forward priority filter - 10; policy accept;
        \t\tiifname . oifname @within meta mark set meta mark | 0x10000000
        \t}
        }

        """
    }

    private var empty: String {
        """
        table inet mdnp {
        \tset within {
        \t\ttype ifname . ifname
        \t}

        \tchain forward {
        \t\ttype filter hook forward priority filter - 10; policy accept;
        \t\tiifname . oifname @within meta mark set meta mark | 0x10000000
        \t}
        }

        """
    }

    /// What must be done, and then nothing more: the table is as it should be.
    private func expectRepair(_ steps: [Step]) async throws {
        #expect(try await host.putFirewallRight(for: [first, second]) == steps)
        #expect(try await host.table() == bothOpen)
        #expect(try await host.putFirewallRight(for: [first, second]) == [])
    }

    @Test func `two networks are two elements of one table`() async throws {
        try await host.make(first, second)
        #expect(try await host.table() == bothOpen)
        let observed = try await host.observe()
        #expect(observed.isFirewallWhole == true)
        #expect(observed.openBridges == [first.bridge, second.bridge])
    }

    @Test func `a network without icc is no element`() async throws {
        try await host.make(first, second, try .named("mdnp-c", icc: false))
        #expect(try await host.table() == bothOpen)
    }

    @Test func `opening twice changes nothing`() async throws {
        try await host.make(first, second)
        try await host.carryOut([.openFirewall, .openFirewall])
        #expect(try await host.table() == bothOpen)
    }

    @Test func `allowing and disallowing twice is as good as once`() async throws {
        try await host.carryOut([.openFirewall])
        #expect(try await host.table() == empty)
        try await host.carryOut([first, second, first, second].map { .allow(within: $0.bridge) })
        #expect(try await host.table() == bothOpen)
        try await host.carryOut([first, second, first, second].map { .disallow(within: $0.bridge) })
        #expect(try await host.table() == empty)
    }

    @Test func `closing leaves no table, also the second time`() async throws {
        try await host.make(first, second)
        #expect(try await host.putFirewallRight(for: []) == [.closeFirewall])
        try await host.carryOut([.closeFirewall])
        #expect(try await host.witness("nft", "list", "ruleset") == "")
        #expect(try await host.observe().isFirewallWhole == nil)
    }

    @Test func `a host without a firewall of mdnp's is seen to have none`() async throws {
        try await host.witness(
            "nft",
            "add table inet other; add chain inet other forward { type filter hook forward priority 0; }"
        )
        let observed = try await host.observe()
        #expect(observed.isFirewallWhole == nil)
        #expect(observed.openBridges == [])
    }

    @Test func `a table that somebody deleted is made again with its networks`() async throws {
        try await host.make(first, second)
        try await host.witness("nft", "delete table inet mdnp")
        #expect(try await host.observe().isFirewallWhole == nil)
        try await expectRepair([.openFirewall, .allow(within: first.bridge), .allow(within: second.bridge)])
    }

    @Test(arguments: [
        "delete chain inet mdnp forward",
        "flush table inet mdnp",
        "add rule inet mdnp forward drop",
        "add chain inet mdnp other { type filter hook forward priority 0; policy drop; }",
        "add chain inet mdnp forward { policy drop; }",
        "delete chain inet mdnp forward; add chain inet mdnp forward { type filter hook forward priority 7; }",
        "add table inet mdnp { flags dormant; }",
    ])
    func `a table that is not as it should be is made anew, and keeps its networks`(change: String) async throws {
        try await host.make(first, second)
        try await host.witness(
            "nft",
            change.replacing("delete chain", with: "flush chain inet mdnp forward; delete chain")
        )
        #expect(try await host.observe().isFirewallWhole == false)
        try await expectRepair([.openFirewall])
    }

    @Test func `elements that somebody deleted are put back`() async throws {
        try await host.make(first, second)
        try await host.witness("nft", "delete element inet mdnp within { \"mdnp-b\" . \"mdnp-b\" }")
        #expect(try await host.observe().openBridges == [first.bridge])
        try await expectRepair([.allow(within: second.bridge)])
        try await host.witness("nft", "flush set inet mdnp within")
        try await expectRepair([.allow(within: first.bridge), .allow(within: second.bridge)])
    }

    @Test func `a bridge that no network wants is taken out`() async throws {
        try await host.make(first, second)
        try await host.carryOut([.allow(within: try InterfaceName("docker0"))])
        try await expectRepair([.disallow(within: try InterfaceName("docker0"))])
    }

    @Test func `tables of others stay as they are`() async throws {
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
        try await host.putFirewallRight(for: [])
        #expect(try await host.witness("nft", "list", "ruleset") == other)
    }

    @Test func `whoever changes the firewall is heard`() async throws {
        var changes = try host.firewallChanges().makeAsyncIterator()
        // What there was before.
        #expect(await changes.next() != nil)
        try await host.witness("nft", "add table inet other")
        #expect(await changes.next() != nil)
    }

    @Test(arguments: ["iptables-legacy", "ip6tables-legacy"])
    func `whoever changes Docker's legacy filter is heard as well`(iptables: String) async throws {
        var changes = try host.firewallChanges().makeAsyncIterator()
        #expect(await changes.next() != nil)
        for command in ["-N DOCKER-USER", "-A DOCKER-USER -j RETURN", "-F DOCKER-USER"] {
            let script = "*filter\n\(command)\nCOMMIT\n"
            try await host.witness("\(iptables)-restore", "-w", "60", "--noflush", input: script)
            #expect(await changes.next() != nil)
        }
    }
}
