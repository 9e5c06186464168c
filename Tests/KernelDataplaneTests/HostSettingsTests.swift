// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// The changes that mdnp makes on a host whose default route comes from router advertisements.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct HostSettingsTests {
    private let host: Host
    private let network: Network
    private let uplink: InterfaceName

    init() throws {
        host = try Host()
        network = try .named("mdnp-a", "10.1.0.1/24", "fd00:1::1/64")
        uplink = try InterfaceName("uplink")
    }

    /// Returns a Boolean value that indicates whether a router's advertisements soon lead to a default route through a link.
    private func learns(from router: Router, by link: String) async throws -> Bool {
        for _ in 0..<20 {
            try await router.advertise()
            for _ in 0..<5 {
                if try await hasDefaultRoute(by: link) { return true }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        return false
    }

    /// Returns a Boolean value that indicates whether the host adds no default route despite repeated advertisements.
    private func staysIgnorant(of router: Router, by link: String) async throws -> Bool {
        for _ in 0..<5 {
            try await router.advertise()
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await !hasDefaultRoute(by: link)
    }

    private func hasDefaultRoute(by link: String) async throws -> Bool {
        try await !host.witness("ip", "-6", "route", "show", "default", "dev", link, "proto", "ra").isEmpty
    }

    private func forget(by link: String) async throws {
        try await host.witness("ip", "-6", "route", "flush", "default", "dev", link, "proto", "ra")
        #expect(try await !hasDefaultRoute(by: link))
    }

    @Test
    func `a host that mdnp makes a router still learns its default route, and gets its old settings back in the end`()
        async throws
    {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        let changes = try await host.makeWithHost(network)
        #expect(changes == [.forwardsIPv6, .acceptsAdvertisements(uplink)])
        #expect(try await host.setting("all/forwarding") == "1")
        #expect(try await host.setting("uplink/forwarding") == "1")
        #expect(try await host.setting("uplink/accept_ra") == "2")
        // A route learned earlier is kept.
        #expect(try await hasDefaultRoute(by: "uplink"))
        try await forget(by: "uplink")
        #expect(try await learns(from: router, by: "uplink"))

        try await host.undo(changes)
        #expect(try await host.setting("all/forwarding") == "0")
        #expect(try await host.setting("uplink/accept_ra") == "1")
        try await forget(by: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
    }

    @Test func `a forwarding host without the change ignores router advertisements`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        try await host.carryOut([.change(.forwardsIPv6)])
        #expect(try await staysIgnorant(of: router, by: "uplink"))
    }

    @Test func `making and undoing the changes twice has the same result as once`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        let changes = try await host.makeWithHost(network)
        #expect(try await host.makeWithHost(network, having: changes) == changes)
        try await host.carryOut(changes.map { .change($0) })
        #expect(try await host.setting("uplink/accept_ra") == "2")
        try await host.undo(changes)
        try await host.undo(changes)
        #expect(try await host.setting("all/forwarding") == "0")
        #expect(try await host.setting("uplink/accept_ra") == "1")
    }

    @Test func `a setting that the administrator changed meanwhile stays, and a missing link is no error`() async throws
    {
        let routers = [try await Router(beyond: "uplink"), try await Router(beyond: "other")]
        #expect(try await learns(from: routers[0], by: "uplink"))
        #expect(try await learns(from: routers[1], by: "other"))
        let changes = try await host.makeWithHost(network)
        #expect(changes.count == 3)
        try await host.set("uplink/accept_ra", to: "0")
        try await host.witness("ip", "link", "delete", "other")
        try await host.undo(changes)
        #expect(try await host.setting("uplink/accept_ra") == "0")
        #expect(try await host.setting("all/forwarding") == "0")
        try await host.carryOut([.change(.acceptsAdvertisements(try InterfaceName("other")))])
    }

    @Test func `a host that already forwards stays unchanged`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        try await host.set("uplink/accept_ra", to: "2")
        try await host.set("all/forwarding", to: "1")
        try await host.set("uplink/accept_ra", to: "1")
        #expect(try await hasDefaultRoute(by: "uplink"))
        #expect(try await host.makeWithHost(network).isEmpty)
        #expect(try await host.setting("uplink/accept_ra") == "1")
        try await host.undo([])
        #expect(try await host.setting("all/forwarding") == "1")
    }

    @Test func `a network without IPv6 changes no setting of the host`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        #expect(try await host.makeWithHost(try .named("mdnp-a", "10.1.0.1/24")).isEmpty)
        #expect(try await host.setting("all/forwarding") == "0")
        #expect(try await host.setting("uplink/accept_ra") == "1")
    }

    @Test func `other links that are no uplinks stay unchanged`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        // A bridge as of Docker, with a container that once posed as a router, and a veth with an unused peer.
        try await host.witness("ip", "link", "add", "name", "docker0", "type", "bridge")
        try await host.witness("ip", "link", "set", "docker0", "up")
        let container = try await Router(beyond: "veth7")
        try await host.witness("ip", "link", "set", "veth7", "master", "docker0")
        try await host.set("docker0/accept_ra", to: "1")
        #expect(try await learns(from: container, by: "docker0"))
        try await host.witness("ip", "link", "add", "name", "quiet", "type", "veth", "peer", "name", "quiet-peer")
        try await host.witness("ip", "link", "add", "name", "odd@name", "type", "bridge")
        let others = ["docker0", "veth7", "quiet", "quiet-peer", "odd@name", "lo", "default"]
        var before: [String] = []
        for link in others { before.append(try await host.setting("\(link)/accept_ra")) }

        #expect(try await host.makeWithHost(network) == [.forwardsIPv6, .acceptsAdvertisements(uplink)])
        for (link, value) in zip(others, before) { #expect(try await host.setting("\(link)/accept_ra") == value) }
        // The host therefore removes the route from the false router.
        #expect(try await !hasDefaultRoute(by: "docker0"))
    }

    @Test(arguments: [["10.1.0.1/24"], ["10.1.0.1/24", "fd00:1::1/64"]])
    func `a container cannot act as a router for the host`(gateways: [String]) async throws {
        let network = gateways.count == 1 ? try Network.named("mdnp-a", gateways[0]) : network
        try await host.make(network)
        _ = try await host.makeWithHost(network)
        let container = try await Container("one", "10.1.0.2/24", on: network, of: host)
        let router = Router(container.witness, link: "eth0")
        #expect(try await staysIgnorant(of: router, by: "mdnp-a"))
        // With `accept_ra` 2, the host accepts the same advertisement.
        try await host.set("mdnp-a/accept_ra", to: "2")
        #expect(try await learns(from: router, by: "mdnp-a"))
    }
}
