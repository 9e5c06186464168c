// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct RoutesTests {
    private let dataplane: KernelDataplane
    private let witness: Witness

    init() throws {
        let namespace = try NetworkNamespace.ofTest
        dataplane = try KernelDataplane(in: namespace)
        witness = Witness(namespace)
    }

    /// Creates two links with addresses of both families.
    private func prepare() async throws {
        for (link, number) in [("br1", 1), ("br2", 2)] {
            try await witness("ip", "link", "add", link, "type", "bridge")
            try await witness("ip", "link", "set", link, "up")
            try await witness("ip", "address", "add", "10.\(number).0.1/24", "dev", link)
            try await witness("ip", "address", "add", "fd00:\(number)::1/64", "dev", link, "nodad")
        }
    }

    private func route(_ words: String) async throws {
        try await witness("sh", "-c", "ip \(words)")
    }

    private func routes() async throws -> [String] {
        try await dataplane.hostRoutes().map(\.description).sorted()
    }

    private static let onLink = [
        "route 10.1.0.0/24 of link br1", "route 10.2.0.0/24 of link br2", "route fd00:1::/64 of link br1",
        "route fd00:2::/64 of link br2",
    ]

    @Test func `an empty namespace has no routes`() async throws {
        #expect(try await routes() == [])
    }

    @Test func `a subnet on a link is a route, and the host's own and link-local addresses are not`() async throws {
        try await prepare()
        try await route("address add 169.254.7.1/16 dev br1")
        try await route("address add fe80::7/64 dev br1 nodad")
        #expect(try await routes() == Self.onLink)
    }

    @Test(arguments: [
        ("route add 10.9.0.0/16 via 10.1.0.9", "route 10.9.0.0/16 of link br1"),
        ("route add fd00:9::/48 via fd00:1::9", "route fd00:9::/48 of link br1"),
        ("route add 10.9.0.7/32 dev br2", "route 10.9.0.7/32 of link br2"),
        (
            "route add 10.9.0.0/16 nexthop via 10.1.0.9 nexthop via 10.2.0.9",
            "route 10.9.0.0/16"
        ),
        ("route add blackhole 10.9.0.0/16", "blackhole route 10.9.0.0/16"),
        ("route add unreachable 10.9.0.0/16", "unreachable route 10.9.0.0/16"),
        ("route add prohibit 10.9.0.0/16", "prohibit route 10.9.0.0/16"),
        ("route add blackhole fd00:9::/48", "blackhole route fd00:9::/48"),
        ("route add 10.9.0.0/16 via inet6 fd00:1::9 dev br1", "route 10.9.0.0/16 of link br1"),
    ])
    func `a route of any kind is found, with its link if it has one`(
        words: String,
        described: String
    ) async throws {
        try await prepare()
        try await route(words)
        #expect(try await routes() == (Self.onLink + [described]).sorted())
    }

    @Test func `an IPv6 route with several next hops is found`() async throws {
        try await prepare()
        try await route("route add fd00:9::/48 nexthop via fd00:1::9 nexthop via fd00:2::9")
        let found = try await dataplane.hostRoutes().map(\.destination)
        #expect(found.contains(try #require(Prefix("fd00:9::/48"))))
    }

    @Test(
        arguments: [
            // No rule leads to this table.
            ([], nil), (["table 52 priority 100"], .first), (["table 52 priority 32800"], .usual),
            // For a part of the block, and for none of it.
            (["to 10.9.7.0/24 table 52 priority 100"], .first), (["to 10.8.0.0/16 table 52 priority 100"], nil),
            // For selected packets only, and for nearly all.
            (["fwmark 0x52 table 52 priority 100"], .selective),
            (["from 192.0.2.0/24 table 52 priority 100"], .selective),
            (["iif br1 table 52 priority 100"], .selective), (["not fwmark 0x52 table 52 priority 100"], .first),
            // The rules of `wg-quick`: all routes of the main table except the default route come first.
            (
                ["table main suppress_prefixlength 0 priority 90", "not fwmark 0x52 table 52 priority 100"], .usual
            ),
            (["table 52 suppress_prefixlength 16 priority 100"], nil),
            (["fwmark 0x52 table 52 priority 90", "table 52 priority 100"], .first),
        ] as [([String], HostRoute.Lookup?)]
    )
    func `the lookup of a route in another table follows the rules that lead there`(
        rules: [String],
        lookup: HostRoute.Lookup?
    ) async throws {
        try await prepare()
        try await route("route add 10.9.0.0/16 via 10.1.0.9 table 52")
        for rule in rules { try await route("rule add \(rule)") }
        let found = try await dataplane.hostRoutes().filter { $0.table == 52 }
        #expect(found.map(\.lookup) == [lookup].compactMap(\.self))
        let part = rules.contains { $0.hasPrefix("to") } ? "10.9.7.0/24" : "10.9.0.0/16"
        #expect(found.allSatisfy { $0.description == "route \(part) of link br1 in table 52" })
    }

    @Test func `a rule applies to its own family only, and one for IPv6 has the same effect as one for IPv4`()
        async throws
    {
        try await prepare()
        try await route("route add fd00:9::/48 via fd00:1::9 table 300")
        try await route("rule add table 300 priority 100")
        #expect(try await routes() == Self.onLink)
        try await route("-6 rule add table 300 priority 100")
        #expect(try await routes() == (Self.onLink + ["route fd00:9::/48 of link br1 in table 300"]).sorted())
        #expect(try await dataplane.hostRoutes().first { $0.table == 300 }?.lookup == .first)
    }

    @Test func `a throw route leads nowhere`() async throws {
        try await prepare()
        try await route("route add throw 10.9.0.0/16")
        #expect(try await routes() == Self.onLink)
    }

    @Test func `a rule that drops comes before the routes to bridges, unless it is behind them or selects packets`()
        async throws
    {
        try await prepare()
        try await route("rule add to 10.9.0.0/16 priority 100 prohibit")
        try await route("rule add to 10.8.0.0/16 priority 33000 unreachable")
        try await route("rule add to 10.7.0.0/16 fwmark 7 priority 100 blackhole")
        #expect(try await routes() == (Self.onLink + ["prohibit rule for 10.9.0.0/16"]).sorted())
        #expect(try await dataplane.hostRoutes().first?.lookup == .first)
    }

    @Test(arguments: [
        "route add 239.0.0.0/8 dev br1", "route add ff05::/16 dev br1", "route add 169.254.169.254/32 dev br1",
        "route add fe80:7::/64 dev br1",
    ])
    func `routes that cannot overlap a pool are left out`(
        words: String
    ) async throws {
        try await prepare()
        try await route(words)
        #expect(try await routes() == Self.onLink)
    }

    @Test(arguments: [
        "route add default via 10.1.0.9", "route add default via fd00:1::9", "route add unreachable default metric 9",
        "route add default via 10.1.0.9 table 52", "route add 0.0.0.0/1 via 10.1.0.9",
        "route add 2000::/3 via fd00:1::9",
    ])
    func `default routes are recognized in every form, also as half of the address space`(words: String) async throws {
        try await prepare()
        try await route(words)
        try await route("rule add table 52 priority 32800")
        let found = try await dataplane.hostRoutes()
        #expect(found.count { $0.leadsEverywhere } == 1)
        #expect(found.filter { !$0.leadsEverywhere }.map(\.description).sorted() == Self.onLink)
    }
}
