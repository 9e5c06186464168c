// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct RoutingRuleMessageTests {
    /// The rule of the first captured request.
    private static var selective: RoutingRuleMessage {
        var rule = RoutingRuleMessage(family: AddressFamily(.v4))
        rule.source = IPAddress("10.7.0.0")
        rule.sourceLength = 16
        rule.destination = IPAddress("10.9.0.0")
        rule.destinationLength = 24
        rule.incomingLink = "lo"
        rule.mark = 7
        rule.markMask = 0xff
        rule.priority = 100
        rule.table = 1000
        rule.suppressedLength = 0
        rule.action = .lookUp
        return rule
    }

    /// The rule of the second captured request.
    private static var inverted: RoutingRuleMessage {
        var rule = RoutingRuleMessage(family: AddressFamily(.v6))
        rule.source = IPAddress("fd00:7::")
        rule.sourceLength = 64
        rule.outgoingLink = "lo"
        rule.priority = 200
        rule.table = 200
        rule.flags = RoutingRuleMessage.invert
        rule.action = .lookUp
        return rule
    }

    @Test func `a request to add an IPv4 rule equals the request of ip`() throws {
        try expect(Captured.routingRuleRequest, carries: Self.selective)
    }

    @Test func `a request to add an inverted IPv6 rule equals the request of ip`() throws {
        try expect(Captured.ipv6RoutingRuleRequest, carries: Self.inverted)
    }

    @Test func `a request to add a rule that drops packets equals the request of ip`() throws {
        var rule = RoutingRuleMessage(family: AddressFamily(.v4))
        rule.destination = IPAddress("10.66.0.0")
        rule.destinationLength = 16
        rule.priority = 300
        rule.action = .prohibit
        try expect(Captured.prohibitingRuleRequest, carries: rule)
    }

    @Test func `rules are read`() throws {
        var selective = try RoutingRuleMessage(payload: message(Captured.routingRule).payload)
        #expect(selective.isSelective)
        #expect(selective.destinationPrefix == Prefix("10.9.0.0/24"))
        #expect(selective.origin == .unspecified)
        selective.origin = nil
        #expect(selective == Self.selective)

        var inverted = try RoutingRuleMessage(payload: message(Captured.ipv6RoutingRule).payload)
        inverted.origin = nil
        // The kernel reports explicitly that the rule suppresses no route.
        #expect(inverted.suppressedLength == .max)
        inverted.suppressedLength = nil
        #expect(inverted == Self.inverted)

        let main = try RoutingRuleMessage(payload: message(Captured.mainRoutingRule).payload)
        #expect(main.table == RouteMessage.mainTable)
        #expect(main.action == .lookUp)
        #expect(main.priority == 32766)
        #expect(main.origin == .kernel)
        #expect(!main.isSelective)
    }

    @Test(arguments: [Captured.routingRule, Captured.ipv6RoutingRule, Captured.mainRoutingRule])
    func `a rule is written back as it was read, attribute by attribute`(captured: [UInt8]) throws {
        let payload = try message(captured).payload
        let rule = try RoutingRuleMessage(payload: payload)
        #expect(try RoutingRuleMessage(payload: rule.encoded[...]) == rule)
        // The header's table has no meaning if the table does not fit; otherwise the table is written only there.
        let written = try Shape.routingRule.settle(rule.encoded[...], without: [15])
        let decoded = try Shape.routingRule.settle(payload, without: [15])
        #expect(written.prefix(4) == decoded.prefix(4))
        #expect(written.dropFirst(5) == decoded.dropFirst(5))
    }

    private func expect(_ captured: [UInt8], carries rule: RoutingRuleMessage) throws {
        let message = try message(captured)
        #expect(message.type == .newRoutingRule)
        #expect(try RoutingRuleMessage(payload: message.payload) == rule)
        #expect(try Shape.routingRule.settle(rule.encoded[...]) == Shape.routingRule.settle(message.payload))
    }
}
