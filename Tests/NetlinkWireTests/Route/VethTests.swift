// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct VethTests {
    @Test func `one request describes both ends, as that of ip does`() throws {
        var peer = LinkMessage()
        peer.name = "vethb"
        peer.mtu = 1450
        peer.address = MACAddress("02:42:0a:01:00:02")
        var link = LinkMessage()
        link.isUp = true
        link.name = "vetha"
        link.mtu = 1450
        link.address = MACAddress("02:42:0a:01:00:01")
        link.group = 77
        link.master = 3
        link.kind = .veth(Veth(peer: peer))

        let message = try message(Captured.vethRequest)
        #expect(try LinkMessage(payload: message.payload) == link)
        #expect(try Shape.veth.settle(link.encoded[...]) == Shape.veth.settle(message.payload))
    }

    @Test func `an end is read with its alias, its other end, its bridge and its port`() throws {
        let payload = try message(Captured.vethAnswer).payload
        let link = try LinkMessage(payload: payload)
        #expect(link.name == "vetha")
        #expect(link.index == 5)
        #expect(link.link == 4)
        #expect(link.linkNamespaceID == nil)
        #expect(link.carrierUpCount == 1)
        #expect(link.master == 3)
        #expect(link.group == 77)
        #expect(link.alias == "mdnp:0123456789abcdef")
        #expect(link.address == MACAddress("02:42:0a:01:00:01"))
        #expect(link.kind == .veth(Veth()))
        guard case .bridge(let port) = link.port else {
            Issue.record("not a port of a bridge: \(String(describing: link.port))")
            return
        }
        #expect(port.isolated == true)
        #expect(port.learning == false)
        #expect(
            try Shape.veth.settle(link.encoded[...], without: [26])
                == Shape.veth.settle(payload, without: [7, 23, 26])
        )
        #expect(try LinkMessage(payload: link.encoded[...]) == link)
    }

    @Test func `the other end has no kind, so that links cannot nest without limit`() throws {
        var innermost = LinkMessage()
        innermost.kind = .veth(Veth(peer: LinkMessage()))
        var outer = LinkMessage()
        outer.kind = .veth(Veth(peer: innermost))
        let read = try LinkMessage(payload: outer.encoded[...])
        guard case .veth(let veth) = read.kind, let peer = veth.peer else {
            Issue.record("not a veth with its peer: \(String(describing: read.kind))")
            return
        }
        #expect(peer.kind == nil)
        #expect(peer.unknown.map(\.type) == [18])
        #expect(read.encoded == outer.encoded)
    }
}
