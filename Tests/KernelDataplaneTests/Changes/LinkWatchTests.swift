// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel
import Testing

@testable import KernelDataplane

/// The events of links and addresses that require an observation.
struct LinkWatchTests {
    private static let network = "mdnp network n1"
    private static let endpoint = "mdnp endpoint e1 on n1"

    private func link(
        _ index: LinkIndex,
        _ name: String,
        alias: String? = nil,
        isUp: Bool = true,
        group: UInt32 = 0x6d64,
        _ edit: (inout LinkMessage) -> Void = { _ in }
    ) throws -> Link {
        var message = LinkMessage(index: index)
        message.name = name
        message.alias = alias
        message.group = group
        message.mtu = 1500
        message.address = .of("02:00:00:00:00:01")
        if isUp { message.flags.insert(.up) }
        edit(&message)
        return try #require(Link(message))
    }

    private func bridge(isUp: Bool = true, _ edit: (inout LinkMessage) -> Void = { _ in }) throws -> Link {
        try link(1, "mdnp-a", alias: Self.network, isUp: isUp, edit)
    }

    private func veth(
        master: LinkIndex? = 1,
        isUp: Bool = true,
        group: UInt32 = 0x6d64,
        alias: String? = Self.endpoint
    ) throws -> Link {
        try link(2, "mve1", alias: alias, isUp: isUp, group: group) { $0.master = master }
    }

    private func address(_ text: String, on link: LinkIndex, _ flags: AddressFlags = []) throws -> AddressMessage {
        var message = AddressMessage(try #require(InterfaceAddress(text)), linkIndex: link)
        message.flags = flags
        return message
    }

    private func expect(
        _ event: RouteEvent,
        isNews: Bool,
        to watch: inout LinkWatch,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let isDisturbed = watch.isDisturbed(by: event)
        #expect(isDisturbed == isNews, "\(event)", sourceLocation: location)
    }

    /// Returns a watch with a bridge, a veth on it, and a foreign link.
    private func watch() throws -> LinkWatch {
        LinkWatch(
            links: [try bridge(), try veth(), try link(3, "eth0", group: 0)],
            addresses: [try address("10.1.0.1/24", on: 1), try address("192.0.2.1/24", on: 3)]
        )
    }

    @Test func `an event that changes nothing is not reported`() throws {
        var watch = try watch()
        let events: [RouteEvent] = [
            .link(try bridge()), .link(try veth()), .link(try link(3, "eth0", isUp: false)),
            .address(try address("10.1.0.1/24", on: 1)), .address(try address("192.0.2.1/24", on: 3)),
            .linkRemoved(try link(3, "eth0")),
        ]
        for event in events { expect(event, isNews: false, to: &watch) }
    }

    @Test func `a bridge that is down, renamed, changed or gone is reported once`() throws {
        let changes: [Link] = [
            try bridge(isUp: false), try bridge { $0.name = "other" }, try bridge { $0.mtu = 1400 },
            try bridge { $0.address = .of("02:00:00:00:00:02") }, try bridge { $0.alias = nil },
            try bridge { $0.alias = "mdnp network n2 of mine" },
        ]
        for change in changes {
            var watch = try watch()
            let isNews = [watch.isDisturbed(by: .link(change)), watch.isDisturbed(by: .link(change))]
            #expect(isNews == [true, false], "\(change)")
        }
        var watch = try watch()
        expect(.linkRemoved(try bridge()), isNews: true, to: &watch)
        var other = try self.watch()
        expect(.link(try bridge(isUp: false)), isNews: true, to: &other)
        expect(.link(try bridge(isUp: true)), isNews: false, to: &other)
    }

    @Test func `a default route that comes or goes is reported, and so is the removal of mdnp rules and routes`() throws
    {
        var watch = try watch()
        for block in ["0.0.0.0/0", "::/0"] {
            var route = RouteMessage(to: try #require(Prefix(block)))
            route.linkIndex = 3
            expect(.route(route), isNews: true, to: &watch)
            expect(.routeRemoved(route), isNews: true, to: &watch)
            route.table = 28005
            route.origin = RouteOrigin(rawValue: 109)
            expect(.route(route), isNews: false, to: &watch)
            expect(.routeRemoved(route), isNews: true, to: &watch)
        }
        var other = RouteMessage(to: try #require(Prefix("10.9.0.0/16")))
        other.linkIndex = 3
        expect(.route(other), isNews: false, to: &watch)
        var rule = RoutingRuleMessage(family: AddressFamily(.v4))
        expect(.ruleRemoved(rule), isNews: false, to: &watch)
        rule.origin = RouteOrigin(rawValue: 109)
        expect(.rule(rule), isNews: false, to: &watch)
        expect(.ruleRemoved(rule), isNews: true, to: &watch)
    }

    @Test func `a veth that is down or detached from its bridge is reported once`() throws {
        for change in [try veth(isUp: false), try veth(master: nil), try veth(master: 9), try veth(alias: nil)] {
            var watch = try watch()
            let isNews = [watch.isDisturbed(by: .link(change)), watch.isDisturbed(by: .link(change))]
            #expect(isNews == [true, false], "\(change)")
        }
    }

    @Test func `a veth that is deleted before it is retired is reported once`() throws {
        var watch = try watch()
        expect(.linkRemoved(try veth()), isNews: true, to: &watch)
        expect(.linkRemoved(try veth()), isNews: false, to: &watch)
    }

    @Test func `the events of a container's life are not reported`() throws {
        var watch = try watch()
        // The bridge's message about its port, which has no alias.
        let port = try link(2, "mve1", group: 0) { $0.family = .bridge }
        let life: [RouteEvent] = [
            .linkRemoved(try veth(group: 0x6d65)),
            .link(try link(2, "mve1", isUp: false)), .link(try veth(alias: nil)), .link(try veth()), .link(port),
            .address(try address("fe80::1/64", on: 2)),
            .link(try veth(group: 0x6d65)), .link(try veth(isUp: false, group: 0x6d65)),
            .link(try veth(master: nil, isUp: false, group: 0x6d65)), .linkRemoved(port),
            .addressRemoved(try address("fe80::1/64", on: 2)),
            .linkRemoved(try veth(master: nil, isUp: false, group: 0x6d65)),
        ]
        for event in life { expect(event, isNews: false, to: &watch) }
    }

    @Test func `a new address is reported, and so is the removal of an address of a bridge`() throws {
        var watch = try watch()
        expect(.address(try address("192.0.2.9/24", on: 3)), isNews: true, to: &watch)
        expect(.addressRemoved(try address("192.0.2.9/24", on: 3)), isNews: true, to: &watch)
        expect(.address(try address("192.0.2.9/24", on: 3)), isNews: true, to: &watch)
        expect(.addressRemoved(try address("10.1.0.1/24", on: 1)), isNews: true, to: &watch)
        expect(.address(try address("10.1.0.1/24", on: 1)), isNews: true, to: &watch)
        expect(.address(try address("169.254.7.7/16", on: 3)), isNews: true, to: &watch)
    }

    @Test func `a new MTU of a foreign link is reported since the link may have the default route`() throws {
        var watch = try watch()
        let narrow = try link(3, "eth0", group: 0) { $0.mtu = 1400 }
        expect(.link(narrow), isNews: true, to: &watch)
        expect(.link(narrow), isNews: false, to: &watch)
        // A new link, or one that returns, is not reported.
        expect(.link(try link(9, "veth9", group: 0) { $0.mtu = 1400 }), isNews: false, to: &watch)
        expect(.linkRemoved(try link(9, "veth9", group: 0)), isNews: false, to: &watch)
        expect(.link(try link(9, "veth9", group: 0) { $0.mtu = 1500 }), isNews: false, to: &watch)
    }

    @Test func `the removal of a route through a bridge is reported, and no other`() throws {
        func route(_ destination: String, by link: LinkIndex, table: UInt32 = 254) throws -> RouteMessage {
            var route = RouteMessage(to: try #require(Prefix(destination) as Prefix?))
            route.linkIndex = link
            route.table = table
            return route
        }
        var watch = try watch()
        expect(.routeRemoved(try route("10.1.0.0/24", by: 1)), isNews: true, to: &watch)
        expect(.routeRemoved(try route("fd00:1::/64", by: 1)), isNews: true, to: &watch)
        expect(.route(try route("10.1.0.0/24", by: 1)), isNews: false, to: &watch)
        for other in [
            try route("10.1.0.0/24", by: 1, table: 52), try route("10.1.0.1/32", by: 1, table: 255),
            try route("fe80::/64", by: 1), try route("ff00::/8", by: 1), try route("10.1.0.0/24", by: 2),
        ] { expect(.routeRemoved(other), isNews: false, to: &watch) }
    }

    @Test func `a tentative address is reported once it is usable`() throws {
        var watch = try watch()
        expect(.address(try address("2001:db8::1/64", on: 3, .tentative)), isNews: false, to: &watch)
        expect(.address(try address("2001:db8::1/64", on: 3)), isNews: true, to: &watch)
        expect(.address(try address("fe80::1/64", on: 3)), isNews: false, to: &watch)
    }

    @Test func `a new bridge is not reported until it changes`() throws {
        var watch = LinkWatch()
        expect(.link(try bridge(isUp: false)), isNews: false, to: &watch)
        expect(.link(try bridge()), isNews: false, to: &watch)
        expect(.link(try bridge(isUp: false)), isNews: true, to: &watch)
    }

    @Test func `an overrun of the event socket is reported`() throws {
        var watch = try watch()
        expect(.overrun, isNews: true, to: &watch)
    }

    @Test func `a link that leaves its group is reported, and one that returns to it is not`() throws {
        var watch = LinkWatch(links: [try bridge(), try veth()])
        expect(.link(try veth(group: 0)), isNews: true, to: &watch)
        expect(.link(try veth()), isNews: false, to: &watch)
        expect(.link(try bridge { $0.group = 0 }), isNews: true, to: &watch)
        expect(.link(try bridge()), isNews: false, to: &watch)
        // The last message about the link has the group of retired links.
        expect(.link(try veth(group: 0x6d65)), isNews: false, to: &watch)
    }
}
