// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// What mdnp changes of a host that learns its way out from a router.
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

    /// Whether the host has a default route by a link soon after a router advertised itself there.
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

    /// Whether the host stays without one although a router advertises itself again and again.
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

    @Test func `a host that comes to forward still learns its way out, and is as before in the end`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        let changes = try await host.makeWithHost(network)
        #expect(changes == [.forwardsIPv6, .hearsAdvertisements(uplink)])
        #expect(try await host.setting("all/forwarding") == "1")
        #expect(try await host.setting("uplink/forwarding") == "1")
        #expect(try await host.setting("uplink/accept_ra") == "2")
        // What was learnt before is not lost on the way.
        #expect(try await hasDefaultRoute(by: "uplink"))
        try await forget(by: "uplink")
        #expect(try await learns(from: router, by: "uplink"))

        try await host.undo(changes)
        #expect(try await host.setting("all/forwarding") == "0")
        #expect(try await host.setting("uplink/accept_ra") == "1")
        try await forget(by: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
    }

    @Test func `without the change the host would be deaf`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        try await host.carryOut([.change(.forwardsIPv6)])
        #expect(try await staysIgnorant(of: router, by: "uplink"))
    }

    @Test func `making and undoing twice is as good as once`() async throws {
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

    @Test func `what the owner changed meanwhile stays, and a link that is gone is no error`() async throws {
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
        try await host.carryOut([.change(.hearsAdvertisements(try InterfaceName("other")))])
    }

    @Test func `a host that forwards already is left as it is`() async throws {
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

    @Test func `a network without IPv6 changes nothing of the host`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        #expect(try await host.makeWithHost(try .named("mdnp-a", "10.1.0.1/24")).isEmpty)
        #expect(try await host.setting("all/forwarding") == "0")
        #expect(try await host.setting("uplink/accept_ra") == "1")
    }

    @Test func `links of others that are no uplinks are not touched`() async throws {
        let router = try await Router(beyond: "uplink")
        #expect(try await learns(from: router, by: "uplink"))
        // A bridge as Docker's, with a container that once pretended to be a router, and a veth that leads to nobody.
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

        #expect(try await host.makeWithHost(network) == [.forwardsIPv6, .hearsAdvertisements(uplink)])
        for (link, value) in zip(others, before) { #expect(try await host.setting("\(link)/accept_ra") == value) }
        // And so the host forgets what it should never have believed.
        #expect(try await !hasDefaultRoute(by: "docker0"))
    }

    @Test(arguments: [["10.1.0.1/24"], ["10.1.0.1/24", "fd00:1::1/64"]])
    func `a container is no router for the host`(gateways: [String]) async throws {
        let network = gateways.count == 1 ? try Network.named("mdnp-a", gateways[0]) : network
        try await host.make(network)
        _ = try await host.makeWithHost(network)
        let container = try await Container("one", "10.1.0.2/24", on: network, of: host)
        let router = Router(container.witness, link: "eth0")
        #expect(try await staysIgnorant(of: router, by: "mdnp-a"))
        // The advertisement would have been heard.
        try await host.set("mdnp-a/accept_ra", to: "2")
        #expect(try await learns(from: router, by: "mdnp-a"))
    }
}
