// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Testing

struct HostRouteTests {
    @Test(
        arguments: [
            (nil, "route 10.1.0.0/16"), ("tun0", "route 10.1.0.0/16 of link tun0"),
            ("docker0", "Docker network bridge (route 10.1.0.0/16 of link docker0)"),
            (
                "br-9c41e0f2a7b3",
                "Docker network 9c41e0f2a7b3 (route 10.1.0.0/16 of link br-9c41e0f2a7b3)"
            ),
            // Names that only resemble those of Docker's links.
            ("br-lan", "route 10.1.0.0/16 of link br-lan"),
            ("br-9c41e0f2a7bx", "route 10.1.0.0/16 of link br-9c41e0f2a7bx"),
            ("docker0.5", "route 10.1.0.0/16 of link docker0.5"),
        ] as [(String?, String)]
    )
    func `a route is described by its link, and a route of a Docker network by the network`(
        link: String?,
        text: String
    ) throws {
        #expect(HostRoute(to: try prefix("10.1.0.0/16"), link: link).description == text)
    }

    @Test(arguments: [
        ("0.0.0.0/0", true), ("0.0.0.0/1", true), ("128.0.0.0/1", true), ("8.0.0.0/7", true), ("10.0.0.0/8", false),
        ("10.1.0.0/16", false), ("::/0", true), ("2000::/3", true), ("fc00::/7", false), ("fd00::/8", false),
    ])
    func `a route to more than a private block is a default route`(destination: String, isDefault: Bool) throws {
        #expect(HostRoute(to: try prefix(destination)).leadsEverywhere == isDefault)
    }

    @Test func `a dropping route is described by its kind, and a route of another table by its table`() throws {
        let hole = HostRoute(to: try prefix("10.0.0.0/8"), effect: .discard("blackhole route"))
        #expect(hole.description == "blackhole route 10.0.0.0/8")
        let policy = HostRoute(to: try prefix("10.0.0.0/8"), link: "tun0", lookup: .first, table: 52)
        #expect(policy.description == "route 10.0.0.0/8 of link tun0 in table 52")
    }

    @Test(
        arguments: [
            // A network behind another link: neither network may hide the other.
            ("10.0.0.0/8", .forward, .usual, true, false), ("10.1.0.0/24", .forward, .usual, true, true),
            ("10.1.0.9/32", .forward, .usual, true, true), ("10.2.0.0/24", .forward, .usual, false, false),
            ("0.0.0.0/1", .forward, .usual, false, false),
            // A dropping route has no hosts behind it, and the bridge's route has the longer prefix.
            ("10.0.0.0/8", .discard("blackhole route"), .usual, false, false),
            ("10.1.0.0/24", .discard("unreachable route"), .usual, true, true),
            ("10.1.0.9/32", .discard("prohibit route"), .usual, true, true),
            // The kernel looks these routes up before the bridge's route, whatever the prefix lengths are.
            ("10.0.0.0/8", .forward, .first, true, true),
            ("10.0.0.0/8", .discard("blackhole route"), .first, true, true),
            ("0.0.0.0/0", .forward, .first, false, true),
            // Routes for some packets only: to a network, or without hosts behind them.
            ("10.0.0.0/8", .forward, .selective, true, false),
            ("10.0.0.0/8", .discard("blackhole route"), .selective, false, false),
            ("10.1.0.9/32", .discard("blackhole route"), .selective, true, true),
        ] as [(String, HostRoute.Effect, HostRoute.Lookup, Bool, Bool)]
    )
    func `a route conflicts with a subnet by its effect on packets`(
        destination: String,
        effect: HostRoute.Effect,
        lookup: HostRoute.Lookup,
        conflicts: Bool,
        capturesPackets: Bool
    ) throws {
        let route = HostRoute(to: try prefix(destination), effect: effect, lookup: lookup)
        let subnet = try prefix("10.1.0.0/24")
        #expect(route.conflicts(with: subnet) == conflicts)
        #expect(route.capturesPackets(from: subnet) == capturesPackets)
    }
}
