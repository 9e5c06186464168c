// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

/// The bridges that join firewalld's zone `docker`, and the bridges that leave it.
struct ZonePlanTests {
    private func plan(_ bridges: [String], _ zones: [String: String], joined: [String] = []) throws -> [[String]] {
        let names = { (texts: [String]) in Set(try texts.map { try InterfaceName($0) }) }
        let plan = ZonePlan(for: try names(bridges), in: FirewallZones(zoneOfLink: zones), joined: try names(joined))
        return [plan.joins.map(\.description), plan.leaves.map(\.description)]
    }

    @Test func `a bridge in no zone joins, and a bridge in any zone stays`() throws {
        #expect(try plan(["a", "b", "c"], ["b": "docker", "c": "trusted", "eth0": "public"]) == [["a"], []])
    }

    @Test func `a bridge whose name prefix an administrator assigned to a zone stays there`() throws {
        #expect(try plan(["mdnp-0123456789", "br-own"], ["mdnp-+": "trusted"]) == [["br-own"], []])
    }

    @Test func `the bridge of a deleted network leaves, and a link of another program stays`() throws {
        let zones = ["docker0": "docker", "br-own": "docker", "mdnp-0123456789": "docker", "mdnp-other": "docker"]
        #expect(try plan([], zones, joined: ["br-own"]) == [[], ["br-own", "mdnp-0123456789"]])
        #expect(try plan(["mdnp-0123456789"], zones) == [[], []])
    }

    @Test
    func `a bridge that an administrator moved to another zone stays there, also after the removal of its network`()
        throws
    {
        #expect(try plan([], ["br-own": "trusted"], joined: ["br-own"]) == [[], []])
    }
}
