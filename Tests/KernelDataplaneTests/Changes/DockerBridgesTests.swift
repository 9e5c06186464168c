// SPDX-License-Identifier: Apache-2.0

import Netlink
import NetlinkWire
import Testing

@testable import KernelDataplane

/// The recognition of Docker's bridges, and the events that change their set.
struct DockerBridgesTests {
    private func bridge(_ name: String, isUp: Bool = true) throws -> Link {
        var message = LinkMessage(index: 7)
        message.name = name
        message.kind = .bridge(Bridge())
        message.mtu = 1500
        if isUp { message.flags.insert(.up) }
        return try #require(Link(message))
    }

    @Test func `a Docker bridge is reported when it appears, is renamed or goes, and not for other changes`() throws {
        func isNews(_ event: RouteEvent, to bridges: inout DockerBridges) -> Bool { bridges.haveChanged(by: event) }
        var bridges = DockerBridges()
        #expect(try isNews(.link(bridge("br-0123456789ab")), to: &bridges))
        #expect(try !isNews(.link(bridge("br-0123456789ab", isUp: false)), to: &bridges))
        #expect(try isNews(.link(bridge("br-lan")), to: &bridges))
        #expect(try !isNews(.link(bridge("br-lan", isUp: false)), to: &bridges))
        #expect(try !isNews(.linkRemoved(bridge("br-lan")), to: &bridges))
        bridges = DockerBridges(among: [try bridge("docker0")])
        #expect(try !isNews(.link(bridge("docker0")), to: &bridges))
        #expect(try isNews(.linkRemoved(bridge("docker0")), to: &bridges))
        #expect(!isNews(.overrun, to: &bridges))
    }
}
