// SPDX-License-Identifier: Apache-2.0

import Netlink
import NetlinkWire
import Testing

@testable import KernelDataplane

/// The nf_tables batches that require an observation.
struct RulesetWatchTests {
    private let own: UInt32 = 7

    private func isNews(_ events: [NFTablesEvent], by portID: UInt32 = 8) -> Bool {
        var watch = RulesetWatch(ownPortIDs: [own])
        let during = events.map { watch.isDisturbed(by: $0) }
        let end = watch.isDisturbed(by: .generation(NFGeneration(id: 1), portID: portID))
        #expect(!during.contains(true), "a batch is reported once")
        let afterwards = watch.isDisturbed(by: .generation(NFGeneration(id: 2), portID: 8))
        #expect(!afterwards, "the next batch begins anew")
        return end
    }

    private static let concerning: [NFTablesEvent] = [
        .table(NFTable(family: .inet, name: "mdnp")), .tableRemoved(NFTable(family: .bridge, name: "mdnp")),
        .chain(NFChain(family: .inet, table: "mdnp", name: "any")),
        .chainRemoved(NFChain(family: .bridge, table: "mdnp", name: "check_source")),
        .rule(NFRule(family: .inet, table: "mdnp", chain: "forward", expressions: [])),
        .set(NFSet(family: .inet, table: "mdnp", name: "any", key: [.port])),
        .elements(NFElementList(family: .inet, table: "mdnp", set: "ports4", elements: [])),
        .elementsRemoved(NFElementList(family: .bridge, table: "mdnp", set: "links", elements: [])),
        .rule(NFRule(family: .ipv4, table: "filter", chain: "DOCKER-USER", expressions: [])),
        .ruleRemoved(NFRule(family: .ipv6, table: "filter", chain: "DOCKER-USER", expressions: [])),
        .chain(NFChain(family: .ipv4, table: "filter", name: "DOCKER-USER")),
        .chainRemoved(NFChain(family: .ipv6, table: "filter", name: "DOCKER-USER")),
        .tableRemoved(NFTable(family: .ipv4, name: "filter")),
    ]

    private static let others: [NFTablesEvent] = [
        .table(NFTable(family: .ipv4, name: "filter")), .table(NFTable(family: .inet, name: "firewalld")),
        .tableRemoved(NFTable(family: .inet, name: "filter")),
        .rule(NFRule(family: .ipv4, table: "filter", chain: "DOCKER", expressions: [])),
        .rule(NFRule(family: .ipv4, table: "nat", chain: "DOCKER-USER", expressions: [])),
        .rule(NFRule(family: .ipv4, table: "docker-bridges", chain: "filter-FORWARD", expressions: [])),
        .elements(NFElementList(family: .ipv4, table: "docker-bridges", set: "ports4", elements: [])),
        .chain(NFChain(family: .bridge, table: "filter", name: "DOCKER-USER")),
    ]

    @Test(arguments: concerning) func `a change of the firewall is reported unless mdnp made it`(event: NFTablesEvent) {
        #expect(isNews([event]))
        #expect(isNews(Self.others + [event] + Self.others))
        #expect(!isNews([event], by: own))
    }

    @Test func `a change of Docker's other tables is not reported`() {
        #expect(!isNews(Self.others))
        #expect(!isNews([]))
    }

    @Test func `an overrun of the event socket is reported`() {
        var watch = RulesetWatch(ownPortIDs: [own])
        let isNews = watch.isDisturbed(by: .overrun)
        #expect(isNews)
    }
}
