import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

/// What is seen of a host that is not mdnp's.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(1)))
struct HostFactsTests {
    private let host: Host

    init() throws {
        host = try Host()
    }

    private func set(_ settings: String...) async throws {
        for setting in settings { try await host.witness("sysctl", "-qw", setting) }
    }

    @Test func `IPv4 is forwarded by the host as a whole, or at least by its way out`() async throws {
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

    @Test func `a host has IPv6 unless it is turned off, for all links or for new ones`() async throws {
        try await set("net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.default.disable_ipv6=0")
        #expect(try await host.facts().hasIPv6)
        try await set("net.ipv6.conf.default.disable_ipv6=1")
        #expect(try await !host.facts().hasIPv6)
        try await set("net.ipv6.conf.default.disable_ipv6=0", "net.ipv6.conf.all.disable_ipv6=1")
        #expect(try await !host.facts().hasIPv6)
    }

    @Test func `routes, descriptors and connections are counted`() async throws {
        try await host.witness("ip", "link", "add", "name", "tun0", "type", "bridge")
        try await host.witness("ip", "link", "set", "tun0", "up")
        try await host.witness("ip", "route", "add", "10.1.0.0/16", "dev", "tun0")
        let facts = try await host.facts()
        #expect(facts.routes.contains(HostRoute(to: try #require(Prefix("10.1.0.0/16") as Prefix?), link: "tun0")))
        let descriptors = try #require(facts.descriptors)
        // Standard input, output and error at least.
        #expect(descriptors.used >= 3 && descriptors.used < descriptors.limit)
        if let connections = facts.connections { #expect(connections.limit > 0 && connections.used >= 0) }
    }

    @Test func `addresses and blocks that the host takes for its own are known`() async throws {
        try await host.witness("ip", "link", "set", "lo", "up")
        try await host.witness("ip", "address", "add", "192.0.2.7/32", "dev", "lo")
        try await host.witness("ip", "route", "add", "local", "198.51.100.0/24", "dev", "lo")
        let facts = try await host.facts()
        #expect(facts.addresses.contains(try #require(IPAddress("192.0.2.7") as IPAddress?)))
        #expect(facts.ownBlocks.map(\.description).sorted() == ["127.0.0.0/8", "198.51.100.0/24"])
    }

    @Test(arguments: ["iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy"])
    func `a filter that drops is seen, and what the doctor advises opens it`(program: String) async throws {
        #expect(try await host.facts().filters == [])
        try await host.witness(program, "-w", "60", "-P", "FORWARD", "DROP")
        let filter = try #require(try await host.facts().filters.first)
        #expect(filter.family == (program.hasPrefix("ip6") ? .v6 : .v4))
        #expect(filter.program == program.replacing("-nft", with: ""))
        #expect(filter.dropsTheRest && !filter.acceptsMarked)
        try await set("net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0")
        #expect(try await host.facts().filters.map(\.filtersBridges) == [false])
        try await set("net.bridge.bridge-nf-call-iptables=1", "net.bridge.bridge-nf-call-ip6tables=1")
        #expect(try await host.facts().filters.map(\.filtersBridges) == [true])

        var facts = HostFacts()
        facts.filters = [filter]
        let network = try Network.named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64")
        var desired = DesiredState()
        desired.apply(.putNetwork(NetworkRecord(network, .standing)))
        let findings = Diagnosis(of: desired, ObservedState(), facts, unheld: []).findings
        let advice = try #require(findings.first { $0.check == .filter }?.advice)
        try await host.witness("sh", "-c", advice.replacing(filter.program, with: "\(program) -w 60"))
        #expect(try await host.facts().filters.map(\.acceptsMarked) == [true])
    }

    @Test(arguments: ["iptables-nft", "iptables-legacy"])
    func `a filter of Docker's accepts once mdnp has its rule there`(program: String) async throws {
        for words in [["-N", "DOCKER-USER"], ["-A", "FORWARD", "-j", "DOCKER-USER"], ["-P", "FORWARD", "DROP"]] {
            try await host.witness("sh", "-c", "\(program) -w 60 " + words.joined(separator: " "))
        }
        #expect(try await host.facts().filters.map(\.acceptsMarked) == [false])
        try await host.make(try Network.named("mdnp-a", "10.1.0.1/24"))
        #expect(try await host.facts().filters.map(\.acceptsMarked) == [true])
    }
}
