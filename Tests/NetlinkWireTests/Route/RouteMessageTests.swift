// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct RouteMessageTests {
    @Test func `a request to add an IPv4 route equals the request of ip`() throws {
        var route = RouteMessage(to: try #require(Prefix("10.9.0.0/24")))
        route.gateway = IPAddress("10.7.0.2")
        route.linkIndex = 3
        route.priority = 50
        route.preferredSource = IPAddress("10.7.0.1")
        route.metrics = RouteMetrics(mtu: 1400)
        try expect(Captured.routeRequest, carries: route)
    }

    @Test func `a request to add an IPv6 route equals the request of ip`() throws {
        var route = RouteMessage(to: try #require(Prefix("fd01::/64")))
        route.gateway = IPAddress("fd00::2")
        route.linkIndex = 3
        route.priority = 77
        try expect(Captured.ipv6RouteRequest, carries: route)
    }

    @Test func `a table above 255 is written as an attribute`() throws {
        var route = RouteMessage(to: try #require(Prefix("10.66.0.0/16")))
        route.table = 1000
        route.type = .blackhole
        try expect(Captured.blackholeRequest, carries: route)
    }

    @Test func `the next hops of a multipath route are kept`() throws {
        let message = try message(Captured.multipathRouteRequest)
        let route = try RouteMessage(payload: message.payload)
        #expect(route.destinationPrefix == Prefix("10.10.0.0/24"))
        #expect(route.gateway == nil)
        #expect(route.unknown.map(\.type) == [9])
        #expect(route.encoded == Array(message.payload))
    }

    @Test func `routes are read`() throws {
        let ipv4 = try RouteMessage(payload: message(Captured.route).payload)
        #expect(ipv4.destinationPrefix == Prefix("10.9.0.0/24"))
        #expect(ipv4.table == RouteMessage.mainTable)
        #expect(ipv4.origin == .boot)
        #expect(ipv4.type == .unicast)
        #expect(ipv4.scope == .universe)
        #expect(ipv4.gateway == IPAddress("10.7.0.2"))
        #expect(ipv4.preferredSource == IPAddress("10.7.0.1"))
        #expect(ipv4.linkIndex == 3)
        #expect(ipv4.priority == 50)
        #expect(ipv4.metrics == RouteMetrics(mtu: 1400))
        #expect(ipv4.unknown.isEmpty)

        let ipv6 = try RouteMessage(payload: message(Captured.ipv6Route).payload)
        #expect(ipv6.destinationPrefix == Prefix("fd01::/64"))
        #expect(ipv6.gateway == IPAddress("fd00::2"))
        #expect(ipv6.unknown.map(\.type) == [12, 20])
    }

    @Test(arguments: [Captured.route, Captured.ipv6Route])
    func `a route is written back as it was read, attribute by attribute`(captured: [UInt8]) throws {
        let payload = try message(captured).payload
        let route = try RouteMessage(payload: payload)
        // A table that fits into the header is written only there.
        #expect(try Shape.route.settle(payload, without: [15]) == Shape.route.settle(route.encoded[...]))
    }

    @Test func `the default route has a length and no destination`() throws {
        let route = RouteMessage(to: try #require(Prefix("::/0")))
        #expect(route.encoded == bytes("0A000000 FE030001 00000000"))
        #expect(try RouteMessage(payload: route.encoded[...]).destinationPrefix == Prefix("::/0"))
        #expect(RouteMessage(family: AddressFamily(rawValue: 28)).destinationPrefix == nil)
    }

    private func expect(_ captured: [UInt8], carries route: RouteMessage) throws {
        let message = try message(captured)
        #expect(message.type == .newRoute)
        #expect(try RouteMessage(payload: message.payload) == route)
        #expect(try Shape.route.settle(route.encoded[...]) == Shape.route.settle(message.payload))
    }
}
