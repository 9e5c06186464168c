// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import Testing

/// The changes of a RequestPool beyond the decision of the allocator.
struct PoolLeaseTests {
    private func sources(_ routes: HostRoute..., ranges: String..., chance: UInt64 = 0) throws -> PoolSources {
        PoolSources(
            id: PoolID("new"),
            ranges: try ranges.map { try #require(PoolRange($0)) },
            chance: chance,
            routes: routes,
            now: at(7)
        )
    }

    private func refusal(
        _ state: DesiredState,
        _ subnet: String,
        _ options: PoolOptions = PoolOptions(),
        _ sources: PoolSources
    ) throws -> String? {
        let prefix = try prefix(subnet)
        let request = PoolRequest(space: "mdnp-local", family: prefix.family, prefix: prefix)
        return #expect(throws: Refusal.self) { try state.leasing(request, with: options, from: sources) }?.description
    }

    @Test func `a host has one random block for automatic IPv6 pools, chosen with the first pool`() throws {
        var state = DesiredState()
        let request = PoolRequest(space: "mdnp-local", family: .v6)
        let first = try state.leasing(request, with: PoolOptions(), from: sources(chance: .max))
        #expect(first.outcome.pool.prefix == (try prefix("fdff:ffff:ffff::/64")))
        #expect(first.changes.first == .addresses(.adoptUniqueLocalBlock(try prefix("fdff:ffff:ffff::/48"))))
        for change in first.changes { state.apply(change) }
        let second = try state.leasing(request, with: PoolOptions(), from: sources(chance: 5))
        #expect(second.outcome.pool.prefix == (try prefix("fdff:ffff:ffff:1::/64")))
        #expect(second.changes.count == 1)
    }

    @Test func `no random block is chosen if the ranges have a block or a pool is requested`() throws {
        let request = PoolRequest(space: "mdnp-local", family: .v6)
        let automatic = try DesiredState().leasing(request, with: PoolOptions(), from: sources(ranges: "fd07::/48/64"))
        #expect(automatic.outcome.pool.prefix == (try prefix("fd07::/64")))
        #expect(automatic.changes.count == 1)
        let explicit = PoolRequest(space: "mdnp-local", family: .v6, prefix: try prefix("fd00:1::/64"))
        #expect(try DesiredState().leasing(explicit, with: PoolOptions(), from: sources()).changes.count == 1)
    }

    @Test(arguments: [
        (PoolOptions.Place.first, "10.1.0.1/24", "10.1.0.1"), (.last, "10.1.0.254/24", "10.1.0.254"),
    ])
    func `a requested gateway is held by the same changes as its pool`(
        place: PoolOptions.Place,
        answered: String,
        kept: String
    ) throws {
        let request = PoolRequest(space: "mdnp-local", family: .v4, prefix: try prefix("10.1.0.0/24"))
        let decision = try DesiredState().leasing(request, with: PoolOptions(gateway: place), from: sources())
        #expect(decision.outcome.gateway == (try held(answered)))
        let gateway = Lease(purpose: .gateway, since: at(7))
        #expect(decision.changes.last == .addresses(.hold(PoolID("new"), try address(kept), gateway)))
    }

    @Test func `pools avoid networks and routes, and a refusal names them`() throws {
        let state = DesiredState([.addNetwork(NetworkRecord(try network("n1", "10.1.0.0/24"), phase: .creating))])
        let route = HostRoute(to: try prefix("10.2.0.0/16"), link: "docker0")
        #expect(
            try refusal(state, "10.1.0.0/16", sources(route))
                == "subnet 10.1.0.0/16: overlaps subnet 10.1.0.0/24 of network n1"
        )
        #expect(
            try refusal(state, "10.2.7.0/24", sources(route))
                == "subnet 10.2.7.0/24: overlaps Docker network bridge (route 10.2.0.0/16 of link docker0)"
        )
    }

    @Test func `a refusal because of a route has a remedy, and a refusal because of a network has none`() throws {
        let state = DesiredState([.addNetwork(NetworkRecord(try network("n1", "10.1.0.0/24"), phase: .active))])
        let tunnel = HostRoute(to: try prefix("10.0.0.0/8"), link: "tun0")
        #expect(
            try refusal(state, "10.2.7.0/24", sources(tunnel))
                == "subnet 10.2.7.0/24: overlaps route 10.0.0.0/8 of link tun0; "
                + "choose another subnet, or allow this one with --ipam-opt overlap=allow"
        )
        #expect(try refusal(state, "10.1.0.0/16", sources())?.contains("overlap=allow") == false)
    }

    @Test func `a subnet inside a dropping route is leased, and a subnet around such a route is refused`() throws {
        let hole = HostRoute(to: try prefix("10.0.0.0/14"), effect: .discard("blackhole route"))
        let explicit = PoolRequest(space: "mdnp-local", family: .v4, prefix: try prefix("10.1.0.0/24"))
        let leased = try DesiredState().leasing(explicit, with: PoolOptions(), from: sources(hole))
        #expect(leased.outcome.pool.prefix == explicit.prefix)
        #expect(
            try refusal(DesiredState(), "10.0.0.0/9", sources(hole))?.contains("blackhole route 10.0.0.0/14") == true
        )
        let automatic = PoolRequest(space: "mdnp-local", family: .v4)
        let chosen = try DesiredState().leasing(
            automatic,
            with: PoolOptions(),
            from: sources(hole, ranges: "10.0.0.0/14/16")
        )
        #expect(chosen.outcome.pool.prefix == (try prefix("10.0.0.0/16")))
    }

    @Test func `a requested pool may overlap a route if the user allows it, and an automatic pool never does`() throws {
        let state = DesiredState([.addNetwork(NetworkRecord(try network("n1", "10.1.0.0/24"), phase: .active))])
        let options = PoolOptions(overlap: .allow)
        let sources = try sources(HostRoute(to: try prefix("10.2.0.0/16")), ranges: "10.0.0.0/14/16")
        let explicit = PoolRequest(space: "mdnp-local", family: .v4, prefix: try prefix("10.2.0.0/16"))
        #expect(try state.leasing(explicit, with: options, from: sources).outcome.pool.prefix == explicit.prefix)
        #expect(try refusal(state, "10.1.0.0/16", options, sources)?.contains("network n1") == true)
        let automatic = PoolRequest(space: "mdnp-local", family: .v4)
        var after = state
        for expected in ["10.0.0.0/16", "10.3.0.0/16"] {
            var sources = sources
            sources = PoolSources(
                id: PoolID(expected),
                ranges: sources.ranges,
                chance: 0,
                routes: sources.routes,
                now: at(0)
            )
            let decision = try after.leasing(automatic, with: options, from: sources)
            #expect(decision.outcome.pool.prefix == (try prefix(expected)))
            for change in decision.changes { after.apply(change) }
        }
    }

    private func refusal(_ state: DesiredState, _ subnet: String, _ sources: PoolSources) throws -> String? {
        try refusal(state, subnet, PoolOptions(), sources)
    }

    @Test func `the two half default routes of a VPN conflict with no pool`() throws {
        let halves = try ["0.0.0.0/1", "128.0.0.0/1"].map { HostRoute(to: try prefix($0), link: "tun0") }
        let sources = try sources(halves[0], halves[1], ranges: "10.0.0.0/14/16")
        let explicit = PoolRequest(space: "mdnp-local", family: .v4, prefix: try prefix("10.1.0.0/24"))
        _ = try DesiredState().leasing(explicit, with: PoolOptions(), from: sources)
        let automatic = PoolRequest(space: "mdnp-local", family: .v4)
        let decision = try DesiredState().leasing(automatic, with: PoolOptions(), from: sources)
        #expect(decision.outcome.pool.prefix == (try prefix("10.0.0.0/16")))
    }
}
