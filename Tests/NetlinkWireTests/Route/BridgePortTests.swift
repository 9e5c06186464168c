// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

@Suite struct BridgePortTests {
    @Test func `a request to change a port equals the request of ip`() throws {
        var port = BridgePort()
        port.priority = 9
        port.cost = 5
        port.hairpin = false
        port.guardsSpanningTree = true
        port.blocksRoot = true
        port.fastLeave = true
        port.learning = false
        port.floodsUnicast = false
        port.suppressesNeighbors = true
        port.isolated = true
        var link = LinkMessage(index: 4)
        link.kind = .other(name: "bridge_slave")
        link.port = .bridge(port)

        let message = try message(Captured.portRequest)
        #expect(message.type == .newLink)
        #expect(try LinkMessage(payload: message.payload) == link)
        #expect(try Shape.link.settle(link.encoded[...]) == Shape.link.settle(message.payload))
    }

    @Test func `a request to change a port equals the request of bridge, byte for byte`() throws {
        var link = LinkMessage(index: 4)
        link.family = .bridge
        link.bridgePort = BridgePort()
        link.bridgePort?.hairpin = true
        link.bridgePort?.isolated = false
        link.bridgePort?.learning = true

        let message = try message(Captured.portRequestOfBridgeFamily)
        #expect(message.type == .setLink)
        #expect(try LinkMessage(payload: message.payload) == link)
        #expect(link.encoded == Array(message.payload))
    }

    @Test func `a request to change a port may lack the kind of the link`() throws {
        // The kernel accepted the request: isolation was turned on.
        var link = LinkMessage(index: 7)
        var port = BridgePort()
        port.isolated = true
        link.port = .bridge(port)
        let expected = bytes(
            """
            00000000 07000000 00000000 00000000
            1C001200
              0B000400 62726964 67650000  // IFLA_INFO_SLAVE_KIND
              0C000500 05002100 01000000  // IFLA_INFO_SLAVE_DATA
            """
        )
        #expect(link.encoded == expected)
        #expect(try LinkMessage(payload: expected[...]) == link)
    }

    @Test func `a port is read from a list of family bridge`() throws {
        let message = try message(Captured.portListed)
        #expect(message.flags == .multipart)
        let link = try LinkMessage(payload: message.payload)
        #expect(link.family == .bridge)
        #expect(link.name == "vetha")
        #expect(link.master == 3)
        #expect(link.link == 4)
        let port = try #require(link.bridgePort)
        #expect(port.state == 3)
        #expect(port.priority == 9)
        #expect(port.cost == 5)
        #expect(port.hairpin == false)
        #expect(port.guardsSpanningTree == true)
        #expect(port.blocksRoot == true)
        #expect(port.fastLeave == true)
        #expect(port.learning == false)
        #expect(port.floodsUnicast == false)
        #expect(port.proxyARP == false)
        #expect(port.multicastRouter == 1)
        #expect(port.floodsMulticast == true)
        #expect(port.multicastToUnicast == false)
        #expect(port.floodsBroadcast == true)
        #expect(port.groupForwardMask == 0)
        #expect(port.suppressesNeighbors == true)
        #expect(port.isolated == true)
        #expect(port.locked == false)
        #expect(try Shape.link.settle(link.encoded[...]) == Shape.link.settle(message.payload))
        #expect(try LinkMessage(payload: link.encoded[...]) == link)
    }
}
