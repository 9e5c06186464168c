// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct VirtualKindTests {
    private func link(_ datagram: [UInt8]) throws -> LinkMessage {
        let payload = try message(datagram).payload
        let link = try LinkMessage(payload: payload)
        // Statistics are not kept, and the settings of the families are written in another form.
        #expect(
            try Shape.link.settle(link.encoded[...], without: [26])
                == Shape.link.settle(payload, without: [7, 23, 26])
        )
        return link
    }

    private func request(_ name: String, _ kind: LinkKind, below: LinkIndex? = nil) -> LinkMessage {
        var link = LinkMessage()
        link.name = name
        link.link = below
        link.kind = kind
        return link
    }

    @Test func `a request for a macvlan in mode bridge equals the request of ip`() throws {
        var macvlan = Macvlan(mode: .bridge)
        macvlan.broadcastQueueLength = 2000
        var expected = request("mac0", .macvlan(macvlan), below: 3)
        expected.address = MACAddress("02:42:0a:01:00:01")
        #expect(try link(Captured.macvlanRequest) == expected)
    }

    @Test func `a request for a macvlan with two sources equals the request of ip, and the link is read back`() throws {
        let senders = try ["02:00:00:00:00:01", "02:00:00:00:00:02"].map { try #require(MACAddress($0)) }
        var macvlan = Macvlan(mode: .source)
        macvlan.sourceChange = .set
        macvlan.sources = senders
        #expect(try link(Captured.sourceMacvlanRequest) == request("mac1", .macvlan(macvlan), below: 3))

        let answer = try link(Captured.sourceMacvlanAnswer)
        guard case .macvlan(let decoded) = answer.kind else {
            Issue.record("not a macvlan: \(String(describing: answer.kind))")
            return
        }
        #expect(decoded.mode == .source)
        #expect(decoded.flags == [])
        #expect(Set(decoded.sources) == Set(senders))
        #expect(decoded.sourceCount == 2)
        #expect(decoded.broadcastQueueLength == 1000)
        #expect(decoded.usedBroadcastQueueLength == 2000)
        #expect(decoded.unknown.isEmpty)
        #expect(answer.link == 3)
    }

    @Test func `a request for a VXLAN link over IPv4 equals the request of ip, and the link is read back`() throws {
        var vxlan = Vxlan(id: 4097)
        vxlan.local = IPAddress("192.0.2.1")
        vxlan.link = 3
        vxlan.port = 4789
        vxlan.learns = false
        vxlan.timeToLive = 7
        vxlan.ageingTime = 300
        vxlan.stationLimit = 100
        vxlan.hasChecksum = false
        vxlan.sourcePorts = Vxlan.SourcePorts(first: 1000, last: 2000)
        vxlan.dontFragment = 1
        #expect(try link(Captured.vxlanRequest) == request("vx1", .vxlan(vxlan)))

        guard case .vxlan(var decoded) = try link(Captured.vxlanAnswer).kind else {
            Issue.record("not a VXLAN link")
            return
        }
        #expect(decoded.typeOfService == 0 && decoded.collectsMetadata == false && decoded.flowLabel == 0)
        // All requested values, and those that the kernel adds.
        (decoded.typeOfService, decoded.collectsMetadata, decoded.flowLabel) = (nil, nil, nil)
        (decoded.proxiesNeighbors, decoded.shortCircuitsRoutes) = (nil, nil)
        (decoded.reportsUnknownStations, decoded.reportsUnknownNeighbors) = (nil, nil)
        (decoded.sendsIPv6WithoutChecksum, decoded.acceptsIPv6WithoutChecksum) = (nil, nil)
        decoded.unknown = []
        #expect(decoded == vxlan)
    }

    @Test func `a request for a VXLAN link over IPv6 equals the request of ip, and the link is read back`() throws {
        var vxlan = Vxlan(id: 6)
        vxlan.local = IPAddress("2001:db8::1")
        vxlan.remote = IPAddress("2001:db8::2")
        vxlan.link = 3
        vxlan.port = 4789
        vxlan.learns = true
        vxlan.proxiesNeighbors = true
        vxlan.reportsUnknownStations = true
        vxlan.reportsUnknownNeighbors = true
        vxlan.shortCircuitsRoutes = true
        vxlan.flowLabel = 0x12345
        vxlan.acceptsIPv6WithoutChecksum = true
        #expect(try link(Captured.vxlanOverIPv6Request) == request("vx6", .vxlan(vxlan)))

        guard case .vxlan(let decoded) = try link(Captured.vxlanOverIPv6Answer).kind else {
            Issue.record("not a VXLAN link")
            return
        }
        #expect(decoded.local == vxlan.local && decoded.remote == vxlan.remote && decoded.flowLabel == 0x12345)
        #expect(decoded.proxiesNeighbors == true && decoded.acceptsIPv6WithoutChecksum == true)
    }

    @Test func `a request for an external VXLAN link equals the request of ip`() throws {
        guard case .vxlan(let vxlan) = try link(Captured.externalVxlanRequest).kind else {
            Issue.record("not a VXLAN link")
            return
        }
        #expect(vxlan.collectsMetadata == true && vxlan.port == 8472 && vxlan.id == nil)
        // The group policy flag.
        #expect(vxlan.unknown.map(\.type) == [23])
    }

    @Test func `an address of the other family is kept unchanged`() throws {
        var read = request("vx", .vxlan(Vxlan(id: 1)))
        guard case .vxlan(var vxlan) = read.kind else { return }
        // An IPv6 address in place of an IPv4 one, and a second remote.
        vxlan.remote = IPAddress("192.0.2.9")
        vxlan.unknown = [
            Attribute(rawType: 4, payload: [UInt8](repeating: 1, count: 16)[...]),
            Attribute(rawType: 16, payload: [UInt8](repeating: 2, count: 16)[...]),
        ]
        read.kind = .vxlan(vxlan)
        #expect(try LinkMessage(payload: read.encoded[...]) == read)
    }

    @Test func `a request for a VLAN link equals the request of ip`() throws {
        var vlan = VLAN(id: 10)
        vlan.protocolNumber = 0x88a8
        vlan.flags = [.gvrp, .looseBinding]
        vlan.changedFlags = [.reordersHeader, .gvrp, .looseBinding]
        guard case .vlan(var read) = try link(Captured.vlanRequest).kind else {
            Issue.record("not a VLAN link")
            return
        }
        // The priority maps.
        #expect(read.unknown.map(\.type) == [4, 3])
        read.unknown = []
        #expect(read == vlan)
    }

    @Test func `requests for a dummy and an ifb equal those of ip`() throws {
        #expect(try link(Captured.dummyRequest) == request("du0", .dummy))
        #expect(try link(Captured.ifbRequest) == request("if0", .ifb))
        #expect(try link(Captured.ifbAnswer).kind == .ifb)
    }
}
