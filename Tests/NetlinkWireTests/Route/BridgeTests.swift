// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct BridgeTests {
    private var request: LinkMessage {
        var bridge = Bridge()
        bridge.forwardDelay = 200
        bridge.helloTime = 200
        bridge.ageingTime = 30_000
        bridge.spanningTree = 0
        bridge.groupForwardMask = 8
        bridge.multicastRouter = 0
        bridge.snoopsMulticast = false
        bridge.callsIPv4Rules = true
        var link = LinkMessage()
        link.name = "br-test"
        link.mtu = 1450
        link.group = 77
        link.kind = .bridge(bridge)
        return link
    }

    @Test func `a request to create a bridge equals the request of ip`() throws {
        let message = try message(Captured.bridgeRequest)
        #expect(message.type == .newLink)
        #expect(message.flags == [.request, .acknowledge, .create, .exclusive])
        #expect(try LinkMessage(payload: message.payload) == request)
        #expect(try Shape.link.settle(request.encoded[...]) == Shape.link.settle(message.payload))
    }

    @Test func `a created bridge is read with its requested settings`() throws {
        let payload = try message(Captured.bridgeAnswer).payload
        let link = try LinkMessage(payload: payload)
        #expect(link.name == "br-test")
        #expect(link.index == 3)
        #expect(link.flags == [.up, .broadcast, .running, .multicast, .lowerUp])
        #expect(link.mtu == 1450)
        #expect(link.group == 77)
        #expect(link.operationalState == .up)
        #expect(link.address == MACAddress("02:42:0a:01:00:01"))
        #expect(link.port == nil)
        guard case .bridge(let bridge) = link.kind else {
            Issue.record("not a bridge: \(String(describing: link.kind))")
            return
        }
        #expect(bridge.forwardDelay == 200)
        #expect(bridge.helloTime == 200)
        #expect(bridge.maximumAge == 2000)
        #expect(bridge.ageingTime == 30_000)
        #expect(bridge.spanningTree == 0)
        #expect(bridge.priority == 0x8000)
        #expect(bridge.filtersVLANs == false)
        #expect(bridge.groupForwardMask == 8)
        #expect(bridge.multicastRouter == 0)
        #expect(bridge.snoopsMulticast == false)
        #expect(bridge.queriesMulticast == false)
        #expect(bridge.callsIPv4Rules == true)
        #expect(bridge.callsIPv6Rules == false)
        #expect(bridge.callsARPRules == false)
        // `IFLA_BR_GROUP_ADDR`.
        #expect(bridge.unknown.contains { $0.type == 20 })
    }

    @Test func `a bridge is written back as it was read, attribute by attribute`() throws {
        let payload = try message(Captured.bridgeAnswer).payload
        let link = try LinkMessage(payload: payload)
        #expect(
            try Shape.link.settle(link.encoded[...], without: [26])
                == Shape.link.settle(payload, without: [7, 23, 26])
        )
        #expect(try LinkMessage(payload: link.encoded[...]) == link)
    }

    @Test func `a bridge without settings has only its kind`() {
        var link = LinkMessage()
        link.kind = .bridge(Bridge())
        #expect(link.encoded.suffix(16) == bytes("10001200 0B000100 62726964 67650000"))
    }
}
